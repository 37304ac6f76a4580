import { copyCases } from './cases/copy.ts';
import { describeFaults } from './support/describe-faults.ts';

await describeFaults(...copyCases);
