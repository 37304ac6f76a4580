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
];
