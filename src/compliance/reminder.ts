import { joined } from '../core/joined.ts';
import { type Inline, type Message, time } from '../core/message.ts';
import { type Bulletin, type Owner, type Severity, severities } from '../core/violation.ts';
import { mention } from './bulletin-message.ts';

/** What is left open of one message. */
export interface Left {
  readonly counts: Partial<Record<Severity, number>>;
  /** When the oldest was first seen, milliseconds. */
  since: number;
  /** By id: nobody is called twice. */
  readonly owners: Map<string, Owner>;
}

/** More would read like a list of everybody. */
const mostOwners = 10;

/** "2 high, 1 low" */
export const severityWords = (counts: Left['counts']): string =>
  [...severities]
    .reverse()
    .flatMap((severity) => (counts[severity] ? [`${counts[severity]} ${severity}`] : []))
    .join(', ');

/** What is said under a message of which some is still open. Calls only those to whom something open belongs. */
export function reminderOf(bulletin: Bulletin, { counts, since, owners }: Left): Message {
  const { groups, rest, environment } = bulletin;
  const open = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const total = groups.reduce((sum, group) => sum + group.total, rest?.total ?? 0);
  const called: readonly Inline[] = [...owners.values()].slice(0, mostOwners).map(mention);
  const more = owners.size - called.length;
  return {
    title: `${environment}: ${total === 1 ? 'still open' : open === total ? `all ${total} still open` : `${open} of ${total} still open`}`,
    tone: counts.high ? 'bad' : 'warning',
    lines: [
      [`${severityWords(counts)}, ${open === 1 ? 'seen first' : 'the oldest seen first'} `, time(since)],
      ...(called.length > 0
        ? [['Belongs to ', ...joined([...called, ...(more > 0 ? [`${more} more`] : [])])] satisfies readonly Inline[]]
        : []),
    ],
  };
}
