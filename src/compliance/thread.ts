import { code, type Line } from '../core/message.ts';
import type { Settings } from '../core/settings.ts';
import type { Notice } from '../core/store.ts';
import type { Bulletin, Violation } from '../core/violation.ts';
import { placeName } from '../lookup/places.ts';
import { troubleWords } from './words.ts';

/** Lines of one message that Slack certainly takes, and messages that somebody still reads. */
const linesEach = 40;
const mostParts = 5;

const lineOf = ({ subject, place, image, finding }: Violation, settings: Settings): Line => [
  code(subject.id),
  `${subject.name ? ` ${subject.name}` : ''} in ${placeName(place, settings)}: ${troubleWords[finding.kind]}, `,
  code(image.id),
];

/**
 * What the message itself cannot name, said in its thread: a list for those who look for their own. Said once, it does not
 * change any more; the message above does.
 * @param listed in the order of the groups
 */
export function threadOf(bulletin: Bulletin, listed: readonly Violation[], settings: Settings): readonly Notice[] {
  const named = bulletin.groups.reduce((sum, { subjects }) => sum + subjects.length, 0);
  if (listed.length <= named) return [];
  const parts = Math.min(mostParts, Math.ceil(listed.length / linesEach));
  const left = listed.length - parts * linesEach;
  return Array.from({ length: parts }, (_, part) => ({
    key: `${bulletin.id}:thread:${part}`,
    runId: bulletin.id,
    to: { kind: 'thread' },
    message: {
      title: parts === 1 ? 'All of them' : `All of them, part ${part + 1} of ${parts}`,
      lines: listed.slice(part * linesEach, (part + 1) * linesEach).map((one) => lineOf(one, settings)),
      ...(part === parts - 1 && left > 0
        ? { notes: [`${left} more: /ami compliance ${bulletin.environment} shows them.`] }
        : {}),
    },
    urgent: false,
  }));
}
