import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bulletinMessage } from '../../src/compliance/bulletin-message.ts';
import { type SweepContext, sweep } from '../../src/compliance/sweep.ts';
import { tell } from '../../src/compliance/tell.ts';
import type { Run } from '../../src/core/run.ts';
import type { Violation } from '../../src/core/violation.ts';
import { answer, wordsOf } from '../commands/support.ts';
import { approve, decidedAt } from '../jobs/support/approvals.ts';
import { withRedis } from '../store/open-store.ts';
import { ACCOUNTS, type AwsWorld, prodPlace, startAwsWorld } from '../support/aws-world.ts';
import { noRecords } from '../support/no-records.ts';

const { open } = withRedis();
const golden = 'ami-0a1b2c3d4e5f6a006';
const handmade = 'ami-0d1b2c3d4e5f6d001';
let world: AwsWorld;
beforeAll(async () => {
  world = await startAwsWorld();
  await approve(world, golden);
});
afterAll(async () => await world.close());

function guard(records: SweepContext['records'] = noRecords) {
  const { store } = open();
  const context = (now = new Date()) => ({
    aws: world.aws.reader({ reference: 'compliance', userId: 'assay' }, { patience: 'job' }),
    settings: world.settings,
    now,
    violations: store.violations,
    exemptions: store.exemptions,
    records,
  });
  const found = async (): Promise<string[]> => (await store.violations.list({ limit: 100 })).map(told).sort();
  const told = ({ subject, image, finding }: Violation): string =>
    `${subject.kind} ${subject.name ?? subject.id} ${image.id} ${finding.kind}`;
  const look = (ids?: readonly string[]) => sweep(prodPlace, context(), ids);
  const says = async (): Promise<readonly string[]> => {
    await tell(context());
    const states = await store.violations.openBulletins(10);
    return states.map((state) => wordsOf(bulletinMessage(state, world.settings)));
  };
  return { store, look, found, says };
}

describe('a sweep of production', () => {
  it('finds what runs, and would start next, from AMIs nobody approved; and nothing that is approved', async () => {
    const { look, found, store } = guard();
    await look();
    const all = await found();
    expect(all).toContain(`instance hotfix-1 ${handmade} not_approved`);
    expect(all.some((one) => one.startsWith('auto-scaling-group hotfix'))).toBe(true);
    expect(all.filter((one) => one.includes(golden))).toEqual([]);
    expect(await store.violations.coverage()).toEqual([
      expect.objectContaining({ place: prodPlace, instances: 3, unjudged: 0 }),
    ]);
    const again = await found();
    await look();
    expect(await found()).toEqual(again);
  });

  it('tells it once, as one message, and says what became of it', async () => {
    const { look, says, store } = guard();
    const started = world.fake.hands.launchInstance(ACCOUNTS.prod, 'eu-west-1', { imageId: handmade });
    await look();
    const [first, ...others] = await says();
    expect(others).toEqual([]);
    expect(first).toMatch(/production: \d+ things use AMIs that are not approved/);
    expect(first).toContain(started);
    expect(first).toContain(`[Request approval…] promote ${handmade} production`);
    await look();
    expect(await says()).toHaveLength(1);

    world.fake.hands.terminateInstance(started);
    await look([started]);
    const [now] = await says();
    expect(now).toMatch(/still open: 1 gone/);
    expect(await store.violations.list({ limit: 100, endedSince: 0 })).toContainEqual(
      expect.objectContaining({ ended: expect.objectContaining({ how: 'gone' }) }),
    );
  });

  it('a tag set by hand in the account itself is worse than none', async () => {
    const { look, found } = guard();
    world.fake.hands.tagImage(handmade, { 'ami-approved-production': 'approved' });
    await look();
    expect(await found()).toContain(`instance hotfix-1 ${handmade} hand_set`);
  });

  it('old tags that somebody put back after a revocation prove nothing, though they are signed', async () => {
    const started = world.fake.hands.launchInstance(ACCOUNTS.prod, 'eu-west-1', { imageId: golden });
    const revocation = {
      id: 'r-revokerevo',
      job: 'revoke',
      state: 'done',
      plan: { environment: 'production' },
      changedAt: decidedAt + 60_000,
    } as unknown as Run;
    const known: SweepContext['records'] = {
      run: async () => undefined,
      runs: async ({ about, job }) => (about === golden && job === 'revoke' ? [revocation] : []),
    };
    const unknowing = guard();
    await unknowing.look();
    expect((await unknowing.found()).filter((one) => one.includes(golden))).toEqual([]);
    const { look, found } = guard(known);
    await look();
    expect(await found()).toContain(`instance ${started} ${golden} revoked`);
    world.fake.hands.terminateInstance(started);
  });

  it('says nothing, and ends nothing, when AWS cannot be asked', async () => {
    const { look, found, store } = guard();
    await look();
    const before = await found();
    const call = 'DescribeInstanceImageMetadata';
    world.fake.faults.add({ kind: 'error', call, code: 'UnauthorizedOperation', times: 9 });
    await expect(look()).rejects.toThrow();
    expect(await found()).toEqual(before);
    expect(await store.violations.coverage()).toHaveLength(1);
    world.fake.faults.clear();
  });
});

describe('/ami compliance', () => {
  it('shows what the last look saw, and never calls clean what was not seen', async () => {
    const { look, store } = guard();
    await look();
    const records = { ...world.context('compliance').records, violations: store.violations };
    const message = await answer(world, 'compliance production', { records });
    const words = wordsOf(message);
    expect(words).toMatch(/production: \d+ run from AMIs they should not/);
    expect(words).toContain('! prod, us-east-1 was not seen yet');
    expect(words).toContain(handmade);
  });

  it('still shows what was found in an account that has left the configuration', async () => {
    const { look, store } = guard();
    await look();
    const records = { ...world.context('compliance').records, violations: store.violations };
    const accounts = world.settings.accounts.map((one) =>
      one.id === ACCOUNTS.prod ? { ...one, id: '999900001111', alias: 'prod-new' } : one,
    );
    const settings = { ...world.settings, accounts };
    const words = wordsOf(await answer(world, 'compliance', { records, settings }));
    expect(words).toContain('! prod-new, eu-west-1 was not seen yet');
    expect(words).toContain(`${ACCOUNTS.prod}, eu-west-1`);
    expect(words).toContain(handmade);
  });
});
