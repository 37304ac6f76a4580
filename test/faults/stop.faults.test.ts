import { stopCases } from './cases/stop.ts';
import { describeFaults } from './support/describe-faults.ts';

await describeFaults(...stopCases);
