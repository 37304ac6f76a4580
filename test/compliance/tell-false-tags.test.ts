import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Place } from '../../src/core/aws.ts';
import type { PatrolContext } from '../../src/core/patrol.ts';
import type { Run } from '../../src/core/run.ts';
import type { Violation } from '../../src/core/violation.ts';
import { falseTagJob } from '../../src/jobs/false-tag/index.ts';
import { falseTagsPatrol } from '../../src/patrols/false-tags.ts';
import { wordsOf } from '../commands/support.ts';
import { approve } from '../jobs/support/approvals.ts';
import { testRun } from '../jobs/support/run-job.ts';
import { type AwsWorld, buildPlace, prodPlace, startAwsWorld } from '../support/aws-world.ts';
import { memoryExemptions } from '../support/memory-exemptions.ts';
import { noConfigViews } from '../support/no-config-views.ts';
import { noLog } from '../support/no-log.ts';
import { noRecords } from '../support/no-records.ts';
import { noViolations } from '../support/no-violations.ts';

const approved = 'ami-0a1b2c3d4e5f6a002';
const other = 'ami-0a1b2c3d4e5f6a006';
const handmade = 'ami-0d1b2c3d4e5f6d001';
const tag = 'ami-approved-production';
let world: AwsWorld;
beforeEach(async () => {
  world = await startAwsWorld();
});
afterEach(async () => await world.close());

interface Known {
  /** Runs of Assay, the newest first. */
  readonly runs?: readonly Run[];
  /** What is open in production. */
  readonly open?: readonly { readonly place: Place; readonly image: string }[];
  readonly unswept?: true;
}

/** One look of the patrol, where the configuration says `report`. */
async function look(place: Place, { runs = [], open = [], unswept }: Known = {}) {
  const violations: PatrolContext['violations'] = {
    ...noViolations,
    list: async ({ about }) => open.filter(({ image }) => image === about) as unknown as readonly Violation[],
    coverage: async () => (unswept ? [] : [{ place, at: Date.now(), instances: 0, launchers: 0, unjudged: 0 }]),
  };
  const asked = await falseTagsPatrol.look(place, {
    aws: world.aws.reader({ reference: 'false-tags', userId: 'assay' }, { patience: 'job' }),
    settings: world.settings,
    violations,
    configViews: noConfigViews,
    exemptions: memoryExemptions([]),
    records: { ...noRecords, runs: async ({ about }) => runs.filter((run) => run.about.includes(about ?? '')) },
    ...noLog,
    hurry: async () => undefined,
    now: new Date(),
    bornAt: new Date(0),
  });
  return asked.map((one) => ({ ...one, plan: falseTagJob.plan.parse(one.plan) }));
}

/** The runs that were asked for, as they are on record afterwards. */
const recorded = (asked: Awaited<ReturnType<typeof look>>): readonly Run[] =>
  asked.map(({ job, plan }) => ({ job, plan, ...falseTagJob.target(plan) }) as unknown as Run);
const imagesOf = (asked: Awaited<ReturnType<typeof look>>) =>
  asked.flatMap(({ plan }) => plan.found.map(({ imageId, kind }) => `${imageId} ${kind}`)).sort();

describe('approval tags that are none, where the configuration only wants to hear of them', () => {
  it('are told of an AMI that nothing uses, in the channel of its account, and nothing is removed', async () => {
    world.fake.hands.tagImage(other, { [tag]: 'approved' });
    const [wanted, ...more] = await look(buildPlace);
    expect(more).toEqual([]);
    expect(wanted).toMatchObject({ job: 'false-tag', channel: 'C0ALERTS01' });
    if (!wanted) throw new Error('nothing was told');
    const { go, view } = testRun(world, falseTagJob, wanted.plan, { id: 'r-falsetagss' });
    const message = falseTagJob.present.done(wanted.plan, await go(), view, world.settings);
    const words = wordsOf(message);
    expect(words).toContain('Approval tags on web-2026-10-10 were set by hand');
    expect(words).toContain(other);
    expect(message.offers).toEqual([
      { label: 'Request approval…', command: 'promote', input: { image: other, environment: 'production' } },
    ]);
    expect(world.image(other).tags[tag]).toBe('approved');
    expect(world.calls('DeleteTags')).toEqual([]);
  });

  it('are told once, and again when other tags are written', async () => {
    world.fake.hands.tagImage(other, { [tag]: 'approved' });
    const first = await look(buildPlace);
    expect((await look(buildPlace)).map(({ requestKey }) => requestKey)).toEqual(first.map((one) => one.requestKey));
    const runs = recorded(first);
    expect(await look(buildPlace, { runs })).toEqual([]);
    // Another account's tags, and those of another AMI, are another matter.
    expect(imagesOf(await look(buildPlace, { runs: runs.map((run) => ({ ...run, place: prodPlace })) }))).toHaveLength(
      1,
    );
    await approve(world, approved);
    const { 'assay:attestation-production': attestation = '' } = world.image(approved).tags;
    world.fake.hands.tagImage(other, { 'assay:attestation-production': attestation });
    expect(imagesOf(await look(buildPlace, { runs }))).toEqual([`${other} other_image`]);
  });

  it('are not told of an approval that holds', async () => {
    await approve(world, approved);
    expect(await look(buildPlace)).toEqual([]);
  });

  it('beside a revocation are told, once it has surely ended', async () => {
    world.fake.hands.tagImage(other, {
      [tag]: 'approved',
      'assay:revoked-production': '2026-11-24 U0BEN r-vvvvvvvvvv',
    });
    expect(imagesOf(await look(buildPlace))).toEqual([`${other} revoked`]);
    const revoking = (state: Run['state'], changedAt: number): Run =>
      ({ job: 'revoke', state, changedAt, about: [other], place: buildPlace, plan: {} }) as unknown as Run;
    const hour = 3_600_000;
    expect(await look(buildPlace, { runs: [revoking('running', Date.now() - hour)] })).toEqual([]);
    expect(await look(buildPlace, { runs: [revoking('done', Date.now() - 1000)] })).toEqual([]);
    expect(await look(buildPlace, { runs: [revoking('done', Date.now() - hour)] })).toHaveLength(1);
  });

  it('are not told again beside what uses the AMI there', async () => {
    world.fake.hands.tagImage(handmade, { [tag]: 'approved' });
    expect(imagesOf(await look(prodPlace))).toEqual([`${handmade} tag_only`]);
    expect(await look(prodPlace, { open: [{ place: prodPlace, image: handmade }] })).toEqual([]);
    const elsewhere = { ...prodPlace, region: 'us-east-1' };
    expect(await look(prodPlace, { open: [{ place: elsewhere, image: handmade }] })).toHaveLength(1);
  });

  it('wait for the first sweep of a place that is swept', async () => {
    world.fake.hands.tagImage(handmade, { [tag]: 'approved' });
    expect(await look(prodPlace, { unswept: true })).toEqual([]);
    // Nothing is ever swept where anything may run.
    world.fake.hands.tagImage(other, { [tag]: 'approved' });
    expect(await look(buildPlace, { unswept: true })).toHaveLength(1);
  });

  it('on many AMIs are told by few messages, each with the first of them by name', async () => {
    for (let number = 0; number < 70; number += 1) {
      const id = world.fake.hands.registerImage(buildPlace.account, buildPlace.region, `old-${number}`);
      world.fake.hands.tagImage(id, { [tag]: 'approved' });
    }
    const asked = await look(buildPlace);
    expect(asked.map(({ plan }) => plan.found.length)).toEqual([50, 20]);
    expect(new Set(imagesOf(asked)).size).toBe(70);
    const [first] = asked;
    if (!first) throw new Error('nothing was told');
    const words = wordsOf(falseTagJob.present.planned(first.plan, world.settings));
    expect(words).toContain('Approval tags on 50 AMIs are no approval');
    expect(words).toContain('… and 30 more');
    expect(await look(buildPlace, { runs: recorded(asked) })).toEqual([]);
  });
});
