import type { QuotaLines } from '../core/store.ts';
import { type Access, operate } from './access.ts';
import { acquireQuotaLua } from './lua/quota.ts';
import { writeScript } from './script.ts';

const acquire = writeScript(acquireQuotaLua);

/** Lines before what AWS rations, in Redis. The write that ends a run, or lays it to sleep, also leaves its lines. */
export const makeQuotaLines = (access: Access): QuotaLines => ({
  acquire: (runId, shares) =>
    operate(access, async (call) => (await call(acquire, runId, JSON.stringify(shares))) === 1),
});
