import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { makingFrom, runIdOf } from '../../bench/support/great-making.ts';
import { accountOf, imageIdOf } from '../../bench/support/great-world.ts';
import { type GreatAws, startGreatAws } from '../../bench/support/start-great-aws.ts';
import { type ConnectedAws, makeAws } from '../../src/aws/make-aws.ts';
import { loadCatalogue } from '../../src/core/catalogue.ts';
import { defaultTiming } from '../../src/engine/parts.ts';
import { makePoller } from '../../src/engine/poll.ts';
import { withRedis } from '../store/open-store.ts';
import { sampleRun } from '../store/sample-run.ts';
import { calmParts, collectingLog } from './quick.ts';

const place = { account: accountOf(0), region: 'eu-west-1' };
const { open, server } = withRedis();
let great: GreatAws;
let aws: ConnectedAws;
beforeAll(async () => {
  great = await startGreatAws({
    accounts: 1,
    regions: [place.region],
    instancesPerPlace: 0,
    images: 1,
    making: { count: 1000, percentEveryMs: 1000 },
  });
  vi.stubEnv('AWS_ENDPOINT_URL', great.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAGREAT');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'great');
  const [readRoleArn, writeRoleArn] = ['Reader', 'Worker'].map((name) => `arn:aws:iam::${place.account}:role/${name}`);
  aws = makeAws({
    accounts: [
      {
        alias: 'a',
        id: place.account,
        regions: [place.region],
        readRoleArn: readRoleArn ?? '',
        writeRoleArn: writeRoleArn ?? '',
      },
    ],
    budget: { take: async () => 0 },
    hubRegion: place.region,
    signing: undefined,
    log: { debug() {}, warn() {} },
  });
});
afterEach(() => vi.clearAllMocks());
afterAll(async () => {
  aws.close();
  await great.close();
  vi.unstubAllEnvs();
});

/** The calls of one look at a place in which so many runs wait for an AMI each. */
async function callsOfALook(images: number) {
  const { store, prefix } = open();
  const catalogue = await loadCatalogue(new URL('../../src/', import.meta.url));
  for (let number = 0; number < images; number += 1) {
    const id = runIdOf(makingFrom + number);
    const { run } = await store.runs.create(id, (now) => {
      const wait = { watch: 'image', ...place, target: imageIdOf(makingFrom + number), since: now };
      return { run: sampleRun(now, { id, state: 'running', subject: id, waits: { image: wait } }), audit: [] };
    });
    await store.watches.add(id, 'image', run.waits['image'] as NonNullable<(typeof run.waits)['image']>);
  }
  const woken: string[] = [];
  const { timing: _quick, ...parts } = calmParts;
  const { log, logged } = collectingLog();
  const poll = makePoller(
    { ...parts, store, aws, catalogue, log, prefix, connection: { host: '127.0.0.1', port: server().port } },
    defaultTiming,
    async (runId) => void woken.push(runId),
  );
  await poll(place);
  const before = new Map(great.calls);
  await poll(place);
  const calls = Object.fromEntries(
    [...great.calls].flatMap(([action, count]) => {
      const made = count - (before.get(action) ?? 0);
      return made > 0 ? [[action, made]] : [];
    }),
  );
  const shown = await store.runs.get(runIdOf(makingFrom + images - 1));
  expect(shown?.progress).toMatchObject({ phase: 'taking snapshots' });
  expect(logged).toEqual([]);
  return calls;
}

it('a look at AWS costs as many calls with 200 AMIs in a place as with one, and one page more beyond', async () => {
  const [one, two, many, more] = [
    await callsOfALook(1),
    await callsOfALook(2),
    await callsOfALook(200),
    await callsOfALook(300),
  ];
  console.log(
    `calls of one look at a place: ${JSON.stringify(one)} for one AMI, the same for 200; ${JSON.stringify(more)} for 300`,
  );
  expect(one).toEqual({ DescribeImages: 1, DescribeSnapshots: 1 });
  expect(two).toEqual(one);
  expect(many).toEqual(one);
  // AWS takes 200 values in a filter.
  expect(more).toEqual({ DescribeImages: 2, DescribeSnapshots: 2 });
  expect(great.unknown).toEqual(new Set());
});
