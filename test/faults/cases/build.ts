import { expect } from 'vitest';
import type { FaultCase } from '../support/fault-case.ts';
import { quietWorldWith } from '../support/quiet-world.ts';

export const buildCases: readonly FaultCase[] = [
  {
    name: 'build of a pipeline',
    plays: ['build'],
    world: quietWorldWith('golden-base'),
    start: '/ami build golden-base',
    end: ({ card }) => expect(card).toContain('3 of 3 steps passed'),
  },
  {
    name: 'answer to a build that waits',
    plays: ['build-step'],
    // It hands nothing out: after the answer the build comes to its end without making anything more.
    world: quietWorldWith('payments', { distributions: [] }),
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
