import { expect } from 'vitest';
import { defaultWorld } from '../../../sandbox/aws/default-world.ts';
import type { FaultCase } from '../support/fault-case.ts';

/** A world whose pipelines hand nothing out: after an answer a build comes to its end without making anything more. */
const quiet = {
  ...defaultWorld,
  accounts: defaultWorld.accounts.map((account) => ({
    ...account,
    regions: Object.fromEntries(
      Object.entries(account.regions).map(([region, place]) => [
        region,
        {
          ...place,
          ...(place.pipelines ? { pipelines: place.pipelines.map((one) => ({ ...one, distributions: [] })) } : {}),
        },
      ]),
    ),
  })),
};

export const buildCases: readonly FaultCase[] = [
  {
    name: 'build of a pipeline',
    plays: ['build'],
    world: defaultWorld,
    start: '/ami build golden-base',
    end: ({ card }) => expect(card).toContain('3 of 3 steps passed'),
  },
  {
    name: 'answer to a build that waits',
    plays: ['build-step'],
    world: quiet,
    async before({ stage }) {
      stage.sandbox.aws.hands.startBuildByHand('payments');
      // By the clock of the fake it waits after eight ninths of its pace.
      await new Promise((resolve) => setTimeout(resolve, 1500));
      return 'payments';
    },
    async start(play, pipeline) {
      const asked = `/ami build-step ${pipeline} resume --reason "scan is clean"`;
      const runId = await play.ask(asked);
      await play.approve(runId, 'ada', 'ben');
      return runId;
    },
  },
];
