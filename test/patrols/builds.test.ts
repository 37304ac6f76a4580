import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Settings } from '../../src/core/settings.ts';
import { buildJob } from '../../src/jobs/build/index.ts';
import { buildsPatrol } from '../../src/patrols/builds.ts';
import { testRun } from '../jobs/support/run-job.ts';
import { type AwsWorld, buildPlace, startAwsWorld } from '../support/aws-world.ts';
import { memoryExemptions } from '../support/memory-exemptions.ts';
import { noConfigViews } from '../support/no-config-views.ts';
import { noLog } from '../support/no-log.ts';
import { noRecords } from '../support/no-records.ts';
import { noViolations } from '../support/no-violations.ts';

let world: AwsWorld;
beforeEach(async () => {
  world = await startAwsWorld();
});
afterEach(async () => await world.close());

const look = (builds: Partial<Settings['builds']> = {}, now = new Date()) =>
  buildsPatrol.look(buildPlace, {
    aws: world.aws.reader({ reference: 'builds', userId: 'assay' }, { patience: 'job' }),
    settings: { ...world.settings, builds: { ...world.settings.builds, newsHours: 20, ...builds } },
    violations: noViolations,
    configViews: noConfigViews,
    exemptions: memoryExemptions([]),
    records: noRecords,
    ...noLog,
    hurry: async () => undefined,
    now,
    bornAt: new Date(0),
  });

it('finds builds of a schedule that are young enough, each under one key for ever', async () => {
  expect(await look()).toEqual([]);
  const arn = world.fake.hands.startScheduledBuild('golden-base');
  const [found, ...others] = await look({ channel: 'C0IMAGES' });
  expect(others).toEqual([]);
  expect(found).toMatchObject({ requestKey: arn, job: 'build', channel: 'C0IMAGES' });
  expect((await look())[0]?.requestKey).toBe(arn);
  expect(await look({}, new Date(Date.now() + 21 * 3_600_000))).toEqual([]);
});

it('also finds one that EventBridge has started, though its pipeline has no schedule', async () => {
  const arn = world.fake.hands.startScheduledBuild('payments');
  expect((await look()).map(({ requestKey }) => requestKey)).toEqual([arn]);
});

it('leaves alone what somebody has started, and everything when it is switched off', async () => {
  const [pipeline] = await world.aws.reader({ reference: 't', userId: 'U0T' }).builds(buildPlace).pipelines();
  await world.aws
    .writer({ reference: 't', userId: 'U0T' })
    .builds(buildPlace)
    .start(pipeline?.arn ?? '', 'mine');
  expect(await look()).toEqual([]);
  world.fake.hands.startScheduledBuild('golden-base');
  expect(await look({ follow: false })).toEqual([]);
});

it('hears of builds that change their state, where they are followed', () => {
  const event = (detailType: string) => ({
    id: 'e',
    detailType,
    source: 'aws.imagebuilder',
    place: buildPlace,
    at: '',
    resources: [],
    detail: {},
    receipt: '',
  });
  const hears = (type: string, follow = true) =>
    buildsPatrol.hears?.(event(type), { ...world.settings, builds: { ...world.settings.builds, follow } });
  expect(hears('EC2 Image Builder Image State Change')).toEqual([{ place: buildPlace }]);
  expect(hears('EC2 Image Builder Workflow Step Waiting')).toEqual([]);
  expect(hears('EC2 Image Builder Image State Change', false)).toEqual([]);
});

it('what it asks for is a plan its job can do', async () => {
  world.fake.hands.startScheduledBuild('golden-base');
  const [found] = await look();
  const result = await testRun(world, buildJob, buildJob.plan.parse(found?.plan)).go();
  expect(result.images).toHaveLength(3);
});
