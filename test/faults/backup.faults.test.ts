import { backupCases } from './cases/backup.ts';
import { describeFaults } from './support/describe-faults.ts';

await describeFaults(...backupCases);
