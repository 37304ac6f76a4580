import { migrateCases } from './cases/migrate.ts';
import { describeFaults } from './support/describe-faults.ts';

await describeFaults(...migrateCases);
