import { createCases } from './cases/create.ts';
import { describeFaults } from './support/describe-faults.ts';

await describeFaults(...createCases);
