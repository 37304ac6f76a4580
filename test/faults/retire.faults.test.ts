import { retireCases } from './cases/retire.ts';
import { describeFaults } from './support/describe-faults.ts';

await describeFaults(...retireCases);
