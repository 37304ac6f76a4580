import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultWorld } from '../../sandbox/aws/default-world.ts';
import type { AwsWorldSeed } from '../../sandbox/aws/world/world-seed.ts';
import type { Message } from '../../src/core/message.ts';
import { renderMessage } from '../../src/slack/rendering/render-message.ts';
import { messageProblems } from '../../src/slack/rendering/validate.ts';
import { approve } from '../jobs/support/approvals.ts';
import { ACCOUNTS, type AwsWorld, refusalOf, startAwsWorld } from '../support/aws-world.ts';
import { answer, wordsOf } from './support.ts';

const web = 'ami-0a1b2c3d4e5f6a006';
const older = 'ami-0a1b2c3d4e5f6a002';
const partner = 'ami-0ccccccccccccc001';
const amazon = 'ami-0aaaaaaaaaaaaa001';
const sold = 'ami-0bbbbbbbbbbbbb001';

let world: AwsWorld;
beforeEach(async () => {
  world = await startAwsWorld();
});
afterEach(async () => await world.close());

/** The seeds' ages count from now, so does "newer than". */
const find = (line: string): Promise<Message> => answer(world, line, { requestedAt: new Date() });
const said = async (line: string): Promise<string> => wordsOf(await find(line));
const idsIn = ({ entries = [] }: Message): readonly string[] =>
  entries.flatMap(({ lines }) => JSON.stringify(lines).match(/ami-[0-9a-f]{17}/)?.[0] ?? []);

describe('where it looks', () => {
  it.each<[string, readonly string[]]>([
    ['find web', [web, older]],
    ['find web-*-01', [older]],
    ['find tag:team=data', ['ami-0a1b2c3d4e5f6a005', 'ami-0a1b2c3d4e5f6a004']],
    ['find team=data', ['ami-0a1b2c3d4e5f6a005', 'ami-0a1b2c3d4e5f6a004']],
    ['find --tag team=data --tag Name=db', ['ami-0a1b2c3d4e5f6a005']],
    ['find --tag status', []],
    [`find ${web}`, [web]],
    [`find arn:aws:ec2:eu-west-1::image/${web}`, [web]],
    ['find --account prod --from own', ['ami-0d1b2c3d4e5f6d001']],
    ['find --owner prod', ['ami-0d1b2c3d4e5f6d001']],
    ['find partner', [partner]],
    ['find --from shared', [partner]],
    ['find --owner 222233334444', [partner]],
    ['find al2023', []],
    ['find al2023 --from public', [amazon]],
    ['find al2023 --owner amazon', [amazon]],
    ['find --owner 137112412989', [amazon]],
    [`find ${amazon} --from public`, [amazon]],
    ['find hardened --from marketplace', [sold]],
    ['find hardened --owner marketplace', [sold]],
    ['find web --from all', [web, older]],
    ['find web --region us-east-1', []],
    ['find --architecture arm64', []],
    ['find al2023 --owner amazon --architecture x86_64', [amazon]],
    ['find web --newer 12d', [web]],
    ['find web --older 12d', [older]],
    ['find legacy --older 1y', ['ami-0a1b2c3d4e5f6a003']],
    ['find web --newer 15d --older 2w', []],
  ])('%s', async (line, ids) => {
    const message = await find(line);
    expect(idsIn(message)).toEqual(ids);
    if (ids.length === 0) expect(message.title).toBe('No AMI fits');
  });

  it.each([
    ['find --from public', 'text'],
    ['find --from marketplace', 'text'],
    ['find --from all', 'text'],
    ['find --owner amazon', 'text'],
    ['find *a* --from public', 'text'],
    ['find web --owner nobody', 'owner'],
    ['find web --owner amazon --from own', 'from'],
    ['find --newer yesterday', 'newer'],
    ['find --older 0d', 'older'],
    ['find --newer 2w --older 3w', 'older'],
    ['find --approved nowhere', 'environment'],
  ])('refused before AWS is asked: %s', async (line, field) => {
    const refusal = await refusalOf(find(line));
    expect(refusal).toMatchObject({ field });
    expect(refusal.hint).toBeTruthy();
    expect(world.calls('DescribeImages')).toHaveLength(0);
  });

  it('asks one account of a Region for what is the same in all', async () => {
    await find('find al2023 --from public');
    expect(world.calls('DescribeImages')).toHaveLength(2);
  });
});

describe('states', () => {
  it('deprecated and disabled ones are marked, and found by that word', async () => {
    world.fake.hands.deprecateImage(older, new Date('2026-01-01T00:00:00Z'));
    world.fake.hands.disableImage(web);
    const words = await said('find web');
    expect(words).toContain('available, deprecated · ');
    expect(words).toContain('disabled · ');
    expect(idsIn(await find('find --state deprecated'))).toEqual([older]);
    expect(idsIn(await find('find --state disabled'))).toEqual([web]);
    expect(idsIn(await find('find web --state available'))).toEqual([]);
  });

  it('what others have deprecated shows only when asked for', async () => {
    world.fake.hands.deprecateImage(partner, new Date('2026-01-01T00:00:00Z'));
    expect(idsIn(await find('find --from shared'))).toEqual([]);
    expect(idsIn(await find('find --from shared --state deprecated'))).toEqual([partner]);
  });

  it('failed ones', async () => {
    world.fake.hands.failImage(web, 'no key');
    expect(idsIn(await find('find --state failed'))).toEqual([web]);
  });
});

describe('approved', () => {
  it('means proven: a tag set by hand does not count, and says so', async () => {
    await approve(world, web);
    world.fake.hands.tagImage(older, { 'ami-approved-production': 'approved' });
    expect(idsIn(await find('find --approved production'))).toEqual([web]);
    expect(idsIn(await find('find web --not-approved'))).toEqual([older]);
    const words = await said('find web');
    expect(words).toContain('✅ approved for production');
    expect(words).toContain('⚠️ tagged for production, but that is not proven');
    expect(words.match(/\[Promote to production…]/g)).toHaveLength(1);
  });

  it('is per environment', async () => {
    await approve(world, web, 'staging');
    expect(idsIn(await find('find --approved staging'))).toEqual([web]);
    expect(idsIn(await find('find --approved production'))).toEqual([]);
  });

  it('says when it could not be checked, and then counts for nothing', async () => {
    await approve(world, web);
    world.fake.faults.add({ kind: 'error', call: 'Verify', code: 'AccessDeniedException', times: 9 });
    expect(idsIn(await find('find --approved production'))).toEqual([]);
    expect(await said(`find ${web}`)).toContain('⚠️ tagged for production, not checked now');
  });
});

describe('AMIs of other services', () => {
  it.each([
    [{ 'aws:backup:source-resource': 'arn:x' }, 'backup by AWS Backup'],
    [{ 'aws:dlm:lifecycle-policy-id': 'policy-1' }, 'backup by Data Lifecycle Manager'],
    [{ CreatedBy: 'EC2 Image Builder', Ec2ImageBuilderArn: 'arn:x' }, 'made by EC2 Image Builder'],
    [{ 'assay:schedule': 's-1' }, 'backup by a schedule of Assay'],
  ])('%o', async (tags, words) => {
    world.fake.hands.tagImage(web, tags);
    const text = await said(`find ${web}`);
    expect(text).toContain(words);
    expect(text.includes('[Promote')).toBe(
      !('aws:backup:source-resource' in tags || 'aws:dlm:lifecycle-policy-id' in tags),
    );
  });
});

describe('what it says', () => {
  it('each hit has its next step', async () => {
    const [first] = (await find('find web')).entries ?? [];
    expect(first?.offers?.[0]).toEqual({ label: 'Show', command: 'show', input: { image: web } });
    expect(first?.offers?.map(({ command }) => command)).toContain('promote');
  });

  it('where it could not look, and does not call that "no AMI"', async () => {
    world.fake.faults.add({ kind: 'error', call: 'DescribeImages', code: 'UnauthorizedOperation', times: 8 });
    const words = await said('find web');
    expect(words).toMatch(/^No AMI fits where I could look\n/);
    expect(words.match(/! Could not look in /g)).toHaveLength(4);
  });

  it('shows what it sees although one place refuses', async () => {
    world.fake.faults.add({ kind: 'error', call: 'DescribeImages', code: 'UnauthorizedOperation', times: 1 });
    const message = await find('find');
    expect(idsIn(message).length).toBeGreaterThan(0);
    expect(wordsOf(message)).toMatch(/! Could not look in /);
  });

  it('a long list stays within Slack’s limits, and says how many are left out and how to narrow', async () => {
    const many = Array.from({ length: 40 }, (_, index) => ({
      id: `ami-0f00000000000${String(index).padStart(4, '0')}`,
      name: `crowd-${String(index).padStart(3, '0')}-`.padEnd(128, 'x'),
      ageDays: index + 1,
      tags: { 'ami-approved-production': 'approved', 'ami-approved-staging': 'approved' },
      snapshots: [],
    }));
    const crowded: AwsWorldSeed = {
      ...defaultWorld,
      accounts: defaultWorld.accounts.map((account) =>
        account.id === ACCOUNTS.build ? { ...account, regions: { 'eu-west-1': { images: many } } } : account,
      ),
    };
    await world.close();
    world = await startAwsWorld({ fake: { world: crowded } });
    world.fake.faults.add({ kind: 'error', call: 'DescribeImages', code: 'UnauthorizedOperation', times: 1 });
    const message = await find('find crowd');
    const rendered = renderMessage(message);
    expect(messageProblems(rendered)).toEqual([]);
    expect(message.title).toBe('40 AMIs fit, newest first');
    expect(idsIn(message)).toEqual(many.slice(0, 8).map(({ id }) => id));
    expect(wordsOf(message)).toMatch(/32 older ones are not shown\. Narrow it: .*--newer 30d/);
    expect(rendered.text).toContain('32 older ones are not shown');
  });
});
