import type { AuditEntry } from '../core/audit.ts';
import { code, type Line, person, time } from '../core/message.ts';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What an entry says, as a sentence without its subject. */
function sentence({ action, outcome, details }: AuditEntry): string {
  const reason = textOf(details['reason']);
  const because = reason ? `: ${reason}` : '';
  switch (action) {
    case 'requested':
      return `asked${because}${outcome === 'needs_approval' ? ' (needs approval)' : ''}`;
    case 'vote':
      if (outcome === 'withdrawn') return 'took back the vote';
      return `voted ${textOf(details['kind'])}${because}`;
    case 'decision':
      return outcome === 'approved' ? 'gave the last approval needed' : 'ended it by rejecting';
    case 'aws':
      return `wrote to AWS: ${textOf(details['step'])}`;
    case 'refused':
      return `was refused (${outcome.replaceAll('_', ' ')})${details['sentence'] ? `: ${textOf(details['sentence'])}` : ''}`;
    case 'state':
      return details['to'] ? `${textOf(details['from'])} → ${textOf(details['to'])}` : outcome.replaceAll('_', ' ');
    default:
      return `${action}: ${outcome.replaceAll('_', ' ')}${because}`;
  }
}

/** A line of the audit log for people. */
export const auditLine = (entry: AuditEntry): Line => [
  time(entry.at),
  ' ',
  entry.actor === 'assay' ? 'Assay' : person(entry.actor),
  ` ${sentence(entry)} `,
  ...(entry.runId ? [code(entry.runId)] : []),
];
