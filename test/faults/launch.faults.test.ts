import { launchCases } from './cases/launch.ts';
import { describeFaults } from './support/describe-faults.ts';

await describeFaults(...launchCases);
