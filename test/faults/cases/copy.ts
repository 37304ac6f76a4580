import type { FaultCase } from '../support/fault-case.ts';

export const copyCases: readonly FaultCase[] = [
  {
    name: 'copy to another Region',
    plays: ['copy', 'copy-target'],
    start: '/ami copy web-2026-10-01 to us-east-1 --name killed-copy-1',
  },
  {
    name: 'copy of an encrypted AMI for another account',
    plays: ['copy', 'copy-target'],
    start: '/ami copy db-2026-10-05 to us-east-1 --to-account prod --name killed-copy-2',
  },
  {
    name: 'copy that is shared afterwards',
    plays: ['copy', 'copy-target', 'share'],
    start: '/ami copy db-2026-10-05 to us-east-1 --name killed-copy-3 --share-after prod,org',
  },
  {
    name: 'copy that keeps its approval and is shared',
    plays: ['copy', 'copy-target', 'share'],
    async before(play) {
      const runId = await play.ask('/ami promote web-2026-10-01 --reason "tested on staging"');
      await play.approve(runId, 'ada', 'ben');
      await play.ended(runId);
      return runId;
    },
    start: '/ami copy web-2026-10-01 to us-east-1 --name killed-copy-4 --keep-approval --share-after prod',
  },
];
