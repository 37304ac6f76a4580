import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Interceptor, SeenCall } from '../../sandbox/aws/server/interceptor.ts';
import { answer, catalogue, wordsOf } from '../commands/support.ts';
import { withEngine } from '../engine/open-engine.ts';
import { quick } from '../engine/quick.ts';
import { eventually } from '../store/eventually.ts';
import { ACCOUNTS, type AwsWorld, startAwsWorld, worldSettings } from '../support/aws-world.ts';

const { world: engineWorld } = withEngine();
const region = 'us-east-1';
const settings = { ...worldSettings, compliance: { ...worldSettings.compliance, everyMs: 40 } };
/** Nobody shows it here, and nobody approved it. */
const handmade = 'ami-0d1b2c3d4e5f6d001';
let world: AwsWorld;
beforeAll(async () => {
  world = await startAwsWorld({ settings });
});
afterAll(async () => await world.close());

type Verdict = Awaited<ReturnType<Interceptor['before']>>;
const isThere = (call: SeenCall): boolean => call.account === ACCOUNTS.prod && call.region === region;
const refuses = (code: string, message: string) => async (): Promise<Verdict> => ({ code, message });

/** What AWS does in that place, and what people read of it. */
const cases: readonly [string, () => Promise<Verdict>, RegExp][] = [
  [
    'denies',
    refuses('UnauthorizedOperation', 'You are not authorized to perform this operation.'),
    /may not .*DescribeInstanceImageMetadata/,
  ],
  [
    'has switched the Region off',
    refuses('AuthFailure', 'AWS was not able to validate the provided access credentials'),
    /not enabled/,
  ],
  ['throttles', refuses('RequestLimitExceeded', 'Request limit exceeded.'), /too busy.*limiting requests/],
  [
    'is slow',
    async () => {
      await pause(3500);
      return 'go';
    },
    /answers too slowly/,
  ],
];

describe.each(cases)('AWS %s in one Region', (_, there, reason) => {
  it('is told with the reason, is never clean, and what was open there stays open', async () => {
    const { hands } = world.fake;
    const instance = hands.launchInstance(ACCOUNTS.prod, region, { imageId: handmade });
    const compliance = catalogue.patrols.get('compliance');
    const { start, store } = engineWorld(
      {},
      {
        aws: world.aws,
        settings,
        catalogue: {
          ...catalogue,
          patrols: new Map(compliance ? [['compliance', compliance]] : []),
          chores: new Map(),
        },
        timing: { ...quick, patrolMs: 4000 },
      },
    );
    const open = async () =>
      (await store.violations.list({ limit: 100 })).filter(({ subject }) => subject.id === instance).length;
    const words = async () =>
      wordsOf(
        await answer(world, 'compliance production', {
          requestedAt: new Date(await store.clock()),
          settings,
          records: {
            ...world.context('compliance').records,
            violations: store.violations,
            troubles: () => store.rounds.troubles(),
          },
        }),
      );
    await start();
    await eventually('the look that sees it', async () => (await open()) === 1, 15_000);

    world.fake.intercept({
      before: (call) => (isThere(call) ? there() : Promise.resolve('go')),
      after: async () => 'go',
    });
    hands.terminateInstance(instance);
    try {
      await eventually('the reason', async () => reason.test(await words()), 20_000);
      const said = await words();
      expect(said).toMatch(new RegExp(`! prod, ${region} was last seen whole .*: .*`));
      expect(said).not.toContain('everything runs from approved AMIs');
      expect(await open()).toBe(1);
    } finally {
      world.fake.intercept();
    }
    await eventually('the look that sees that it is gone', async () => (await open()) === 0, 20_000);
    await eventually('no reason any more', async () => !reason.test(await words()), 20_000);
  }, 90_000);
});
