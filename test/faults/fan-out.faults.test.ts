import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { defaultWorld, ROLES } from '../../sandbox/aws/default-world.ts';
import { type FakeAws, startFakeAws } from '../../sandbox/aws/start-fake-aws.ts';
import { validateMessageBlocks } from '../../sandbox/slack/block-kit/validate-message-blocks.ts';
import { firstRecord } from '../../src/approvals/first-record.ts';
import { planRequest } from '../../src/approvals/plan-request.ts';
import { newRunId } from '../../src/approvals/run-id.ts';
import { type ConnectedAws, makeAws } from '../../src/aws/make-aws.ts';
import { loadCatalogue } from '../../src/core/catalogue.ts';
import { isPlanning } from '../../src/core/command.ts';
import { isFinal, type Run } from '../../src/core/run.ts';
import type { Settings } from '../../src/core/settings.ts';
import { type Engine, makeEngine } from '../../src/engine/make-engine.ts';
import { renderCard } from '../../src/slack/cards/render-card.ts';
import { runCard } from '../../src/slack/cards/run-card.ts';
import { noRecords } from '../approvals/support/records.ts';
import { calmParts, collectingLog } from '../engine/quick.ts';
import { withRedis } from '../store/open-store.ts';
import { ACCOUNTS, anna, worldSettings } from '../support/aws-world.ts';

/** Twenty Regions in ten accounts: two hundred targets of one request. */
const regions =
  'eu-west-1 us-east-1 eu-west-2 eu-west-3 eu-north-1 eu-south-1 us-east-2 us-west-1 us-west-2 ca-central-1 sa-east-1 ap-south-1 ap-south-2 ap-east-1 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-southeast-1 ap-southeast-2 af-south-1'.split(
    ' ',
  );
const takers = Array.from({ length: 10 }, (_, at) => ({ alias: `team-${at}`, id: `5000000000${10 + at}` }));
/** One with two snapshots under a key of its own. */
const image = 'ami-0a1b2c3d4e5f6a005';
const paceMs = 4000;

const keyId = (account: number, region: number): string =>
  `6f1c0de0-0000-4000-8000-0000000${account}${String(region).padStart(4, '0')}`;
const world = {
  ...defaultWorld,
  accounts: [
    ...defaultWorld.accounts,
    ...takers.map(({ alias, id }, account) => ({
      id,
      alias,
      isMember: true,
      regions: Object.fromEntries(
        regions.map((region, at) => [region, { keys: [{ id: keyId(account, at), alias: 'alias/ami' }] }]),
      ),
    })),
  ],
};
const roles = (id: string) => ({
  readRoleArn: `arn:aws:iam::${id}:role/AssayReader`,
  writeRoleArn: `arn:aws:iam::${id}:role/AssayWorker`,
});
const accounts = [
  { alias: 'build', id: ACCOUNTS.build, environment: 'build', regions: ['eu-west-1'], ...roles(ACCOUNTS.build) },
  ...takers.map(({ alias, id }) => ({ alias, id, environment: 'build', regions, ...roles(id) })),
];
const settings: Settings = { ...worldSettings, accounts };

const { open, server } = withRedis();
let fake: FakeAws;
let aws: ConnectedAws;
let engine: Engine | undefined;
beforeAll(async () => {
  fake = await startFakeAws({ world, paceMs, unconfigured: 'allow' });
  const keys = fake.credentials(ROLES.hub);
  vi.stubEnv('AWS_ENDPOINT_URL', fake.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', keys.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', keys.secretAccessKey);
  aws = makeAws({
    accounts,
    budget: { take: async () => 0 },
    hubRegion: 'eu-west-1',
    signing: undefined,
    log: { debug() {}, warn() {} },
  });
});
afterAll(async () => {
  await engine?.stop(2000);
  aws.close();
  await fake.close();
  vi.unstubAllEnvs();
});

async function begin(input: Readonly<Record<string, unknown>>, limit: number) {
  const { store, prefix } = open();
  const catalogue = await loadCatalogue(new URL('../../src/', import.meta.url));
  const command = catalogue.commands.get('copy');
  if (!command || !isPlanning(command)) throw new Error('no copy');
  const requestedAt = await store.clock();
  const mine = { ...settings, copies: { ...settings.copies, snapshotsAtOnce: limit } };
  const planned = await planRequest(command, command.input.parse(input), {
    actor: anna,
    requestedAt: new Date(requestedAt),
    settings: mine,
    aws: aws.reader({ reference: 'copy', userId: anna.userId }, { patience: 'job' }),
    records: noRecords,
  });
  const { timing: _quick, ...parts } = calmParts;
  engine = makeEngine({
    ...parts,
    settings: mine,
    store,
    aws,
    catalogue,
    log: collectingLog().log,
    connection: { host: '127.0.0.1', port: server().port },
    prefix,
    replan: async (run) => ({ plan: run.plan as never, digest: run.digest }),
    polling: { minMs: 1000, maxMs: 2000 },
  });
  await engine.start();
  const record = {
    id: newRunId(),
    requester: anna,
    channel: 'C1',
    command: { name: 'copy', input },
    job: command.job,
    planned,
    rule: undefined,
    reason: undefined,
    requestedAt,
    settings: mine,
  };
  const { run } = await store.runs.create(record.id, (now) => firstRecord(record, now));
  return { store, run, jobs: catalogue.jobs };
}

/** Most snapshots that are being copied into one account and Region, over all of them. */
const mostAtOnce = (): number =>
  Math.max(
    ...fake
      .state()
      .accounts.flatMap((account) =>
        account.regions.map(({ snapshots }) => snapshots.filter(({ state }) => state === 'pending').length),
      ),
  );

async function untilEnded(
  store: Awaited<ReturnType<typeof begin>>['store'],
  run: Run,
  look: (now: Run, children: readonly Run[]) => void,
): Promise<Run> {
  for (const end = Date.now() + 180_000; Date.now() < end; ) {
    const now = await store.runs.get(run.id);
    if (!now) throw new Error('the run is gone');
    look(now, await store.runs.children(run.id));
    if (isFinal(now.state)) return now;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('it did not end');
}

it('200 targets in one request: every copy made once, the card fits at every moment, calls as few as places allow', async () => {
  const before = performance.now();
  const { store, run, jobs } = await begin(
    { image, to: regions, 'to-account': takers.map(({ alias }) => alias), key: 'alias/ami', name: 'fanned-out' },
    20,
  );
  const plannedMs = performance.now() - before;
  const first = fake.calls.length;
  let most = 0;
  let cards = 0;
  const ended = await untilEnded(store, run, (now, children) => {
    most = Math.max(most, mostAtOnce());
    const { blocks } = renderCard(runCard(now, jobs, settings, Date.now(), children));
    expect(validateMessageBlocks(blocks)).toMatchObject({ messages: [] });
    cards++;
  });
  const seconds = (performance.now() - before - plannedMs) / 1000;
  expect(ended.ending?.message).toBe('copied.');
  expect(ended.children).toBe(200);
  const copies = fake
    .state()
    .accounts.flatMap((account) =>
      account.regions.flatMap(({ images }) => images.filter(({ name }) => name === 'fanned-out')),
    );
  expect(copies).toHaveLength(200);
  expect(copies.every(({ state }) => state === 'available')).toBe(true);
  expect(most).toBeLessThanOrEqual(20);
  const calls = fake.calls.slice(first).filter(({ service }) => service === 'ec2');
  const looks = calls.filter(({ action, sourceIdentity }) => action === 'DescribeImages' && sourceIdentity === 'assay');
  console.log(
    `200 targets in 200 places: planned in ${Math.round(plannedMs)} ms, done in ${Math.round(seconds)} s; ${calls.length} EC2 calls, ${looks.length} of them looks of the watcher (${(looks.length / 200).toFixed(1)} a place); ${cards} cards looked at, each one Slack takes`,
  );
}, 240_000);

it('what AWS rations is never exceeded: 12 copies of two snapshots each into one place, four snapshots at once', async () => {
  await engine?.stop(2000);
  fake.settings.maxSnapshotCopies = 4;
  fake.settings.paceMs = 800;
  const first = fake.calls.length;
  // Beside its source: no access is given, so that nothing but the limit keeps them apart.
  const { store, run } = await begin({ image, to: ['eu-west-1'], key: 'alias/ami', name: 'one' }, 4);
  const copyOf = (plan: object, name: string) => ({
    ...plan,
    targets: [{ ...(plan as { targets: object[] }).targets[0], name }],
  });
  const runs: Run[] = [run];
  for (let at = 0; at < 11; at++) {
    const name = `one-${at}`;
    const { run: more } = await store.runs.create(name, (now) => ({
      run: {
        ...run,
        id: newRunId(),
        subject: name,
        plan: copyOf(run.plan as object, name) as never,
        requestedAt: now,
        steps: {},
        waits: {},
        state: 'queued',
      },
      audit: [],
      due: now,
    }));
    runs.push(more);
  }
  let most = 0;
  for (const one of runs)
    expect((await untilEnded(store, one, () => (most = Math.max(most, mostAtOnce())))).ending?.message).toBe('copied.');
  const refused = fake.calls.slice(first).filter(({ action, result }) => action === 'CopyImage' && result !== 'ok');
  console.log(`12 copies through a limit of 4 snapshots: at most ${most} at once, ${refused.length} refused by AWS`);
  expect(most).toBeLessThanOrEqual(4);
  expect(refused).toEqual([]);
}, 240_000);
