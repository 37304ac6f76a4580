import { buildCases } from './cases/build.ts';
import { describeFaults } from './support/describe-faults.ts';

await describeFaults(...buildCases);
