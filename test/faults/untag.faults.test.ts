import { untagCases } from './cases/untag.ts';
import { describeFaults } from './support/describe-faults.ts';

await describeFaults(...untagCases);
