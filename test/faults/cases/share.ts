import { ACCOUNTS } from '../../../sandbox/aws/default-world.ts';
import type { FaultCase } from '../support/fault-case.ts';

const line = 'db-2026-10-05 with prod org';

export const shareCases: readonly FaultCase[] = [
  { name: 'share', plays: ['share'], start: `/ami share ${line} --to-copy` },
  {
    name: 'unshare',
    plays: ['unshare'],
    async before(play) {
      const runId = await play.ask(`/ami share ${line} --to-copy`);
      await play.ended(runId);
      return runId;
    },
    start: `/ami unshare ${line}`,
  },
  {
    name: 'share with a stranger',
    plays: ['share'],
    async start(play) {
      const runId = await play.ask(`/ami share db-2026-10-05 with ${ACCOUNTS.stranger} --reason "auditor"`);
      await play.approve(runId, 'ada', 'ben');
      return runId;
    },
  },
];
