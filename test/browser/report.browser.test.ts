import { mkdir, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { asHtml } from '../../src/compliance/report/as-html.ts';
import type { OpenReport, ReportImage, ReportViolation } from '../../src/compliance/report/audit-report.ts';
import { type OwnBrowser, openChromium } from './chromium.ts';

const place = { account: '444455556666', alias: 'prod', region: 'eu-west-1' };
const approval = {
  request: 'r-7k2m9qabcd',
  document: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  requester: 'U0ROSA0001',
  approvers: ['U0ADA00001', 'U0BEN00001'],
  at: '2026-11-02T09:14:00Z',
  carriedBy: null,
};
const image = (id: string, name: string, more: Partial<ReportImage> = {}): ReportImage => ({
  id,
  name,
  owner: '111122223333',
  region: 'eu-west-1',
  approved: true,
  standing: 'valid',
  sentence: `${id} was approved for production by 2 people on 2026-11-02; the signature is valid.`,
  approval,
  uses: [{ ...place, instances: 12, launchers: 2 }],
  ...more,
});
const violation = (number: number, more: Partial<ReportViolation> = {}): ReportViolation => ({
  id: `v-k2m9qabcd${number}`,
  ...place,
  environment: 'production',
  subjectKind: 'instance',
  subject: `i-0a1b2c3d4e5f6000${number}`,
  name: `hotfix-${number}`,
  launchedAt: '2026-11-20T07:55:00.000Z',
  image: 'ami-0d1b2c3d4e5f6d001',
  imageName: 'handmade',
  trouble: 'an AMI nobody approved',
  severity: 'medium',
  sentence: 'ami-0d1b2c3d4e5f6d001 was never approved for this environment.',
  firstSeenAt: '2026-11-20T08:00:03.000Z',
  ended: '2026-11-21T10:00:00.000Z',
  how: 'replaced',
  seconds: 93_597,
  exemption: null,
  ...more,
});
const violations = [
  violation(1, { severity: 'high', trouble: 'an AMI whose approval was revoked', ended: null, how: null }),
  violation(2, { name: '<script>alert(1)</script>', exemption: 'r-exempt0001', ended: null, how: null }),
  ...Array.from({ length: 30 }, (_, index) => violation(index + 3)),
];
const report: OpenReport = {
  head: {
    schema: 'assay-audit-report',
    version: 1,
    generatedAt: '2026-11-25T18:00:00.000Z',
    generatedBy: 'Assay 0.4.0',
    environment: 'production',
    period: { from: '2026-08-27T00:00:00.000Z', to: '2026-11-25T18:00:00.000Z' },
    places: [place, { ...place, region: 'us-east-1' }],
    complete: false,
    notSeen: [
      { ...place, region: 'us-east-1', what: 'running', why: 'AWS refuses ec2:DescribeInstanceImageMetadata.' },
      { ...place, region: 'us-east-1', what: 'sweep', why: 'swept: last seen whole 2026-11-24T03:10:00.000Z' },
    ],
    auditLog: { whole: true, lines: 41_802, lastHash: 'ab12'.repeat(16), trouble: null },
    summary: {
      imagesApproved: 2,
      imagesInUse: 3,
      imagesInUseNotApproved: 2,
      violations: violations.length,
      violationsOpen: 2,
      longestSeconds: 453_597,
      exemptions: 1,
      exemptionsInForce: 1,
    },
    people: { U0ADA00001: 'Ada Okafor', U0BEN00001: 'Ben Sato', U0ROSA0001: 'Rosa Lind' },
    images: [
      image('ami-0a1b2c3d4e5f6a006', 'web-2026-11-02'),
      image('ami-0a1b2c3d4e5f6a007', 'web-2026-10-01', { uses: [] }),
      image('ami-0d1b2c3d4e5f6d001', 'handmade', {
        approved: false,
        standing: 'none',
        approval: null,
        sentence: 'ami-0d1b2c3d4e5f6d001 was never approved for this environment.',
      }),
      image('ami-0d1b2c3d4e5f6d002', 'borrowed', {
        approved: false,
        standing: 'forged',
        approval: null,
        sentence: 'The signature on the approval of ami-0d1b2c3d4e5f6d002 does not fit what the tags say.',
      }),
    ],
    exemptions: [
      {
        id: 'r-exempt0001',
        account: place.account,
        region: place.region,
        environment: 'production',
        subjectKind: 'instance',
        subject: 'i-0a1b2c3d4e5f60002',
        image: 'ami-0d1b2c3d4e5f6d001',
        severity: 'medium',
        reason: 'the replacement is built on Monday, ticket 4711',
        requester: 'U0ROSA0001',
        approvers: ['U0ADA00001', 'U0BEN00001'],
        from: '2026-11-20T09:00:00.000Z',
        until: '2026-11-30T17:00:00.000Z',
        ended: null,
        how: null,
        endedBy: null,
      },
    ],
  },
  async *violations() {
    yield* violations;
  },
};

let browser: OwnBrowser;
beforeAll(async () => {
  browser = await openChromium({ width: 1440, height: 1000 });
});
afterAll(async () => await browser.close());

it('an audit report is a page that needs nothing else, on light and dark screens and on paper', async () => {
  const page = await browser.context.newPage();
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('request', (request) => said.push(request.url()));
  let html = '';
  for await (const part of asHtml(report)) html += part;
  await page.setContent(html);
  expect(await page.locator('h1').textContent()).toBe('Audit report: production');
  expect(await page.locator('#violations tbody tr').count()).toBe(violations.length);
  expect(await page.getByText('<script>alert(1)</script>').count()).toBe(1);
  // Tables scroll by themselves; the page never does sideways.
  const isWider = await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
  expect(isWider).toBe(false);
  const folder = process.env['ASSAY_TEST_PICTURES'];
  if (folder) await mkdir(folder, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    if (folder) await page.screenshot({ path: `${folder}/report-${colorScheme}.png`, fullPage: true });
  }
  await page.emulateMedia({ media: 'print' });
  const pdf = await page.pdf({ preferCSSPageSize: true });
  if (folder) await writeFile(`${folder}/report.pdf`, pdf);
  expect(said).toEqual([]);
});
