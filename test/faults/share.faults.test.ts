import { shareCases } from './cases/share.ts';
import { describeFaults } from './support/describe-faults.ts';

await describeFaults(...shareCases);
