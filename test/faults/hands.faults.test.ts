import { handCases } from './cases/hands.ts';
import { describeFaults } from './support/describe-faults.ts';

await describeFaults(...handCases);
