import { undoCases } from './cases/undo.ts';
import { describeFaults } from './support/describe-faults.ts';

await describeFaults(...undoCases);
