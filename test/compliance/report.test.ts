import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asCsv } from '../../src/compliance/report/as-csv.ts';
import { asHtml } from '../../src/compliance/report/as-html.ts';
import { asJson } from '../../src/compliance/report/as-json.ts';
import { AuditReport, type OpenReport } from '../../src/compliance/report/audit-report.ts';
import { openReport, type ReportSources } from '../../src/compliance/report/open-report.ts';
import { sweep, sweepNeeds } from '../../src/compliance/sweep.ts';
import type { Exemption } from '../../src/core/exemption.ts';
import { approve } from '../jobs/support/approvals.ts';
import { withRedis } from '../store/open-store.ts';
import { ACCOUNTS, type AwsWorld, prodPlace, startAwsWorld } from '../support/aws-world.ts';
import { noRecords } from '../support/no-records.ts';
import { shopPlace, violation } from './support/told.ts';

const { open } = withRedis();
const golden = 'ami-0a1b2c3d4e5f6a006';
const handmade = 'ami-0d1b2c3d4e5f6d001';
const day = 86_400_000;
let world: AwsWorld;
beforeAll(async () => {
  world = await startAwsWorld();
  await approve(world, golden);
});
afterAll(async () => await world.close());

const evil = '=HYPERLINK("http://x.example","<b>click</b>")';
const exemption = (now: number): Exemption => ({
  id: 'r-exempt0001',
  place: shopPlace,
  environment: 'production',
  subject: { kind: 'instance', id: 'i-7' },
  image: { id: 'ami-0aaa' },
  severity: 'medium',
  reason: evil,
  requester: 'U0ROSA0001',
  approvers: ['U0ADA00001', 'U0BEN00001'],
  from: now - 3 * day,
  until: now + 4 * day,
});

async function read(parts: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const part of parts) text += part;
  return text;
}

/** RFC 4180, without mercy: throws at a quote where none may stand. */
function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let at = 0;
  while (at < text.length) {
    const row: string[] = [];
    for (;;) {
      const found = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(text.slice(at));
      if (!found) throw new Error(`no field at ${at}: ${text.slice(at, at + 40)}`);
      at += found[0].length;
      row.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
      if (found[3] === '\r\n') break;
    }
    rows.push(row);
  }
  return rows;
}

function sourcesOf() {
  const { store } = open();
  const sources: ReportSources = {
    aws: world.aws.reader({ reference: 'audit', userId: 'assay' }, { patience: 'job' }),
    settings: world.settings,
    records: noRecords,
    violations: store.violations,
    exemptions: store.exemptions,
    troubles: async () => [],
    auditLog: { whole: true, lines: 12, lastHash: 'ab'.repeat(32), trouble: null },
    names: async () => ({ U0ADA00001: 'Ada' }),
    generatedBy: 'Assay 0.0.0',
  };
  const look = () =>
    sweep(prodPlace, {
      aws: sources.aws,
      settings: world.settings,
      now: new Date(),
      violations: store.violations,
      exemptions: store.exemptions,
      records: noRecords,
    });
  return { store, sources, look };
}

const report = (sources: ReportSources, now = Date.now(), from = now - 30 * day, to = now): Promise<OpenReport> =>
  openReport('production', { from, to, now }, sources);

describe('a report for auditors', () => {
  it('names every AMI that is approved or in use, by whom and on which document, and what ran from others', async () => {
    const { sources, look, store } = sourcesOf();
    const now = Date.now();
    await store.exemptions.change('r-exempt0001', () => ({ exemption: exemption(now), audit: [] }));
    await look();
    world.recorded.length = 0;
    const parsed = AuditReport.parse(JSON.parse(await read(asJson(await report(sources)))));

    const approved = parsed.images.find(({ id }) => id === golden);
    expect(approved).toMatchObject({ approved: true, standing: 'valid', owner: ACCOUNTS.build });
    expect(approved?.approval).toMatchObject({
      document: expect.stringMatching(/^[0-9a-f]{64}$/),
      approvers: [expect.any(String), expect.any(String)],
      at: expect.stringMatching(/Z$/),
    });
    const used = parsed.images.find(({ id }) => id === handmade);
    expect(used).toMatchObject({ approved: false, standing: 'none', approval: null });
    expect(used?.uses).toContainEqual(expect.objectContaining({ alias: 'prod', instances: 1 }));
    expect(parsed.violations.length).toBeGreaterThan(0);
    expect(parsed.summary).toMatchObject({ violations: parsed.violations.length, exemptions: 1, exemptionsInForce: 1 });
    expect(parsed.violations).toContainEqual(
      expect.objectContaining({ image: handmade, name: 'hotfix-1', ended: null, trouble: 'an AMI nobody approved' }),
    );
    // It asks nothing that the reader role of a sweep may not.
    const may = new Set<string>(sweepNeeds.map(({ action }) => action));
    expect(world.recorded.flatMap(({ needs }) => needs).filter((action) => !may.has(action))).toEqual([]);
    expect(new Set(world.recorded.map(({ result }) => result))).toEqual(new Set(['ok']));
  });

  it('says at its top what could not be seen, in every format, and is not complete', async () => {
    const { sources, look } = sourcesOf();
    await look();
    const call = 'DescribeInstanceImageMetadata';
    world.fake.faults.add({ kind: 'error', call, code: 'UnauthorizedOperation', times: 9 });
    const found = await report(sources);
    world.fake.faults.clear();
    expect(found.head.complete).toBe(false);
    expect(found.head.notSeen).toContainEqual(
      expect.objectContaining({ alias: 'prod', region: 'eu-west-1', what: 'running' }),
    );
    // The other Region was never swept.
    expect(found.head.notSeen).toContainEqual(
      expect.objectContaining({ alias: 'prod', region: 'us-east-1', what: 'sweep', why: 'swept: never' }),
    );
    // What is approved is still told.
    expect(found.head.images).toContainEqual(expect.objectContaining({ id: golden, standing: 'valid' }));
    const page = await read(asHtml(found));
    expect(page.indexOf('Not everything was seen')).toBeGreaterThan(0);
    expect(page.indexOf('Not everything was seen')).toBeLessThan(page.indexOf('<section'));
    const csv = asCsv(found);
    expect([...csv.keys()]).toEqual(['about.csv', 'not-seen.csv', 'images.csv', 'violations.csv', 'exemptions.csv']);
    expect(await read(csv.get('not-seen.csv') as AsyncIterable<string>)).toContain('"prod","eu-west-1","running"');
  });

  it('a key that cannot be asked leaves the approval unknown, never proven and never refuted', async () => {
    const { sources } = sourcesOf();
    world.fake.faults.add({ kind: 'error', call: 'Verify', code: 'AccessDeniedException', times: 99 });
    const { head } = await report(sources);
    world.fake.faults.clear();
    expect(head.images.find(({ id }) => id === golden)).toMatchObject({ approved: null, standing: 'unknown' });
  });

  it('counts how long, open ones until now, and only what lies in the period', async () => {
    const { sources, store } = sourcesOf();
    const now = Date.parse('2026-11-23T12:00:00Z');
    const at = (days: number): number => now - days * day;
    await store.violations.write(
      shopPlace,
      '0',
      [
        violation(1, { firstSeenAt: at(2) }),
        violation(2, { firstSeenAt: at(20), ended: { at: at(19), how: 'replaced' } }),
        violation(3, { firstSeenAt: at(5), ended: { at: at(4.5), how: 'gone' } }),
        violation(4, { firstSeenAt: at(20), ended: { at: at(8), how: 'approved' } }),
      ],
      [],
    );
    const rows = async (from: number, to: number): Promise<readonly string[]> => {
      const found: string[] = [];
      for await (const one of (await report(sources, now, at(from), at(to))).violations())
        found.push(`${one.id} ${one.how ?? 'open'} ${one.seconds / 3600} h`);
      return found.sort();
    };
    expect(await rows(10, 0)).toEqual(['v-1 open 48 h', 'v-3 gone 12 h', 'v-4 approved 288 h']);
    expect(await rows(10, 6)).toEqual(['v-4 approved 288 h']);
    const { summary } = (await report(sources, now, at(10), now)).head;
    expect(summary).toMatchObject({ violations: 3, violationsOpen: 1, longestSeconds: 288 * 3600 });
  });

  it('no cell is a formula, every line is RFC 4180, and no text is markup', async () => {
    const { sources, store } = sourcesOf();
    const now = Date.now();
    await store.exemptions.change('r-exempt0001', () => ({ exemption: exemption(now), audit: [] }));
    const names = [evil, '+1', '-1', '@SUM(A1)', '\t=1', ' =1', 'a "b", c', 'two\r\nlines', '\uff1d1', 'plain'];
    await store.violations.write(
      shopPlace,
      '0',
      names.map((name, index) =>
        violation(index, { subject: { kind: 'instance', id: `i-${index}`, name }, firstSeenAt: now - 1000 }),
      ),
      [],
    );
    const found = await report(sources, now);
    const csv = asCsv(found);
    const text = await read(csv.get('violations.csv') as AsyncIterable<string>);
    expect(text.startsWith('\uFEFF"violation","account"')).toBe(true);
    const [columns = [], ...rows] = parseCsv(text.slice(1));
    expect(rows.every((row) => row.length === columns.length)).toBe(true);
    const column = columns.indexOf('name');
    expect(rows.map((row) => row[column]).sort()).toEqual(
      [`'${evil}`, "'+1", "'-1", "'@SUM(A1)", "'\t=1", "' =1", 'a "b", c', 'two\r\nlines', "'\uff1d1", 'plain'].sort(),
    );
    const [head = [], granted = []] = parseCsv(
      (await read(csv.get('exemptions.csv') as AsyncIterable<string>)).slice(1),
    );
    expect(granted[head.indexOf('approvers')]).toBe('Ada (U0ADA00001); U0BEN00001');
    expect(granted[head.indexOf('reason')]).toBe(`'${evil}`);
    const page = await read(asHtml(found));
    expect(page).not.toContain('<b>click');
    expect(page).toContain('&lt;b&gt;click');
    expect(page).not.toMatch(/<script|javascript:|https?:\/\/(?!x\.example)/);
    expect(AuditReport.parse(JSON.parse(await read(asJson(found)))).violations.map(({ name }) => name)).toContain(evil);
  });

  it('is written as it is read: twenty thousand violations are never held together', async () => {
    const { sources, store } = sourcesOf();
    const now = Date.now();
    let version: string | undefined = '0';
    for (let first = 0; first < 20_000; first += 500)
      version = await store.violations.write(
        shopPlace,
        version ?? '',
        Array.from({ length: 500 }, (_, index) => violation(first + index, { firstSeenAt: now - 1000 })),
        [],
      );
    const found = await report(sources, now);
    expect(found.head.summary.violations).toBe(20_000);
    let parts = 0;
    let longest = 0;
    for await (const part of asJson(found)) {
      parts += 1;
      longest = Math.max(longest, part.length);
    }
    expect(parts).toBeGreaterThan(20_000);
    expect(longest).toBeLessThan(50_000);
  }, 60_000);
});
