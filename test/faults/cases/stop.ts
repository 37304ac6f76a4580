import { defaultWorld } from '../../../sandbox/aws/default-world.ts';
import type { FaultCase } from '../support/fault-case.ts';

export const stopCases: readonly FaultCase[] = [
  {
    name: 'stop of an instance that nobody approved',
    plays: ['stop'],
    world: defaultWorld,
    async start(play) {
      for (;;) {
        // Until a sweep has seen it.
        const runId = await play.ask('/ami stop hotfix-1 --reason "nobody knows it"').catch(() => undefined);
        if (runId) {
          await play.approve(runId, 'ada', 'ben');
          return runId;
        }
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    },
  },
];
