import { watchLog } from '../compliance/audit-log/watch-log.ts';
import { defineChore } from '../core/chore.ts';

/** Checks the audit log: that its chain is whole, and that it fits what this process has seen of it. */
export const auditLogChore = defineChore({
  name: 'audit-log',
  everyMs: ({ compliance }) => Math.min(60_000, compliance.everyMs),
  do: ({ memory, ...tools }) => watchLog(memory, tools),
});
