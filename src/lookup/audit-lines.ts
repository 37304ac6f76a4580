import type { AuditEntry } from '../core/audit.ts';
import { code, type Line, person, time } from '../core/message.ts';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function stateSentence(outcome: AuditEntry['outcome'], details: AuditEntry['details']): string {
  if (details['reminded']) return 'reminded the approvers';
  if (details['lost']) return `put it back to the approvers: ${textOf(details['why'])}`;
  if (!details['to']) return outcome.replaceAll('_', ' ');
  const why = textOf(details['message']);
  return `${textOf(details['from'])} → ${textOf(details['to'])}${why && outcome !== 'done' ? `: ${why}` : ''}`;
}

/** The actions alone; places and results stand in the exported log. */
const callsOf = (calls: unknown): string =>
  Array.isArray(calls) ? [...new Set(calls.map((call) => String(call).split(' in ')[0]))].join(', ') : '';

/** What an entry says, as a sentence without its subject. */
function sentence({ action, outcome, details }: AuditEntry): string {
  const reason = textOf(details['reason']);
  const because = reason ? `: ${reason}` : '';
  switch (action) {
    case 'requested':
      return `asked${because}${outcome === 'needs_approval' ? ' (needs approval)' : ''}`;
    case 'vote':
      if (outcome === 'withdrawn') return 'took back the vote';
      // Written by the clock of the engine: the voter lost the right before the vote was used.
      if (details['void']) return `no longer counts the vote of ${textOf(details['void'])}: ${textOf(details['why'])}`;
      return `${details['kind'] === 'reject' ? 'rejected' : 'approved'}${because}`;
    case 'decision':
      return outcome === 'approved' ? 'gave the last approval needed' : 'ended it by rejecting';
    case 'aws':
      return `wrote to AWS: ${callsOf(details['calls'])}`;
    case 'step':
      return `got through the step ${textOf(details['step'])}`;
    case 'refused':
      return `was refused (${outcome.replaceAll('_', ' ')})${details['sentence'] ? `: ${textOf(details['sentence'])}` : ''}`;
    case 'state':
      return stateSentence(outcome, details);
    default:
      return `${action}: ${outcome.replaceAll('_', ' ')}${because}`;
  }
}

/** A line of the audit log for people. */
export const auditLine = (entry: AuditEntry): Line => [
  time(entry.at),
  ' ',
  person(entry.actor),
  ` ${sentence(entry)} `,
  ...(entry.runId ? [code(entry.runId)] : []),
];
