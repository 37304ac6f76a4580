import { ACCOUNTS } from '../../sandbox/aws/default-world.ts';
import { describeFaults } from './support/describe-faults.ts';

const line = 'db-2026-10-05 with prod org';

await describeFaults(
  { name: 'share', start: `/ami share ${line} --to-copy` },
  {
    name: 'unshare',
    async before(play) {
      const runId = await play.ask(`/ami share ${line} --to-copy`);
      await play.ended(runId);
      return runId;
    },
    start: `/ami unshare ${line}`,
  },
  {
    name: 'share with a stranger',
    async start(play) {
      const runId = await play.ask(`/ami share db-2026-10-05 with ${ACCOUNTS.stranger} --reason "auditor"`);
      await play.approve(runId, 'ada', 'ben');
      return runId;
    },
  },
);
