import { promoteCases } from './cases/promote.ts';
import { describeFaults } from './support/describe-faults.ts';

await describeFaults(...promoteCases);
