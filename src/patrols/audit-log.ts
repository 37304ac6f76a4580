import { lostOf, noteFindings } from '../compliance/audit-log/note-findings.ts';
import { definePatrol } from '../core/patrol.ts';
import { logAnchorsAt, logAnchorsNeeds } from '../lookup/log-anchors.ts';

/** Whether the audit log still has the lines that signed approvals name: AWS holds them, and who writes to Redis cannot. */
export const auditLogPatrol = definePatrol({
  name: 'audit-log',
  iam: logAnchorsNeeds,
  everyMs: ({ compliance }) => compliance.everyMs,
  async look(place, context) {
    const lost = await logAnchorsAt(place, context, (anchors) => lostOf(anchors, context.audit));
    if (lost.length === 0) return [];
    context.log.info({ ...place, lost: lost.length }, 'approvals name lines that the audit log does not have');
    await noteFindings({ breaks: [], lost, saw: () => false }, await context.audit.ends(), context);
    return [];
  },
});
