import { bold, code, type Fact, type Line, type Message, time } from '../core/message.ts';
import type { Settings } from '../core/settings.ts';
import type { ViolationEnd } from '../core/violation.ts';
import { placeName } from '../lookup/places.ts';
import { blindSpotLine } from './blind-spot-line.ts';
import type { DigestFacts } from './digest-facts.ts';
import { severityWords } from './reminder.ts';
import { trendPicture } from './trend.ts';
import { endWords, nameOf, troubleWords, verbOf } from './words.ts';

const day = 86_400_000;
/** An exemption that ends within so much time is named. */
const soonMs = 7 * day;
const mostNamed = 5;
const mostBlind = 10;

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((all, one) => all + one, 0);

/** "2 replaced, 1 gone" */
const endedWords = (ended: DigestFacts['ended']): string =>
  (Object.entries(ended) as [ViolationEnd, number][]).map(([how, count]) => `${count} ${endWords[how]}`).join(', ');

function changesLine({ begun, ended, since }: DigestFacts): Line {
  const over = sum(ended);
  const words = [
    begun > 0 ? `${begun} began` : 'none began',
    over > 0 ? `${over} ended (${endedWords(ended)})` : 'none ended',
  ].join(', ');
  return ['Since ', time(since), `: ${words}`];
}

function exemptionFact({ exemptions }: DigestFacts, now: number): readonly Fact[] {
  if (exemptions.length === 0) return [];
  const soon = exemptions.filter(({ until }) => until <= now + soonMs);
  const named = soon
    .slice(0, mostNamed)
    .flatMap(({ subject, image, until }) => [
      '; ',
      code(subject?.name ?? subject?.id ?? image.id),
      ' ends ',
      time(until),
    ]);
  const more = soon.length - mostNamed;
  return [
    {
      label: 'Exempted',
      value: [`${exemptions.length} in force`, ...named, ...(more > 0 ? [`; ${more} more end within a week`] : [])],
    },
  ];
}

function logNotes({ lastLine }: DigestFacts): { readonly notes?: readonly Line[] } {
  if (!lastLine) return {};
  return { notes: [[`The audit log ends at line ${lastLine.sequence}, whose hash is `, code(lastLine.hash)]] };
}

function titleOf({ environment, open, blindSpots, exemptions }: DigestFacts): string {
  const count = sum(open);
  if (count > 0) return `${environment} today: ${count} open (${severityWords(open)})`;
  if (blindSpots.length > 0) return `${environment} today: nothing open was found, but not everything was seen`;
  return exemptions.length > 0
    ? `${environment} today: nothing is open, ${exemptions.length} exempted`
    : `${environment} today: all clean, everything runs from approved AMIs`;
}

/** An environment's day in short. All clean is one line; otherwise with the last weeks as a picture. Pure. */
export function digestMessage(facts: DigestFacts, now: number, settings: Settings, timeZone: string): Message {
  const { environment, open, oldest, blindSpots, trend } = facts;
  const isOpen = sum(open) > 0;
  const tone = open.high ? 'bad' : isOpen || blindSpots.length > 0 ? 'warning' : 'good';
  if (tone === 'good')
    return {
      title: titleOf(facts),
      tone,
      lines: [changesLine(facts)],
      facts: exemptionFact(facts, now),
      ...logNotes(facts),
    };
  return {
    title: titleOf(facts),
    tone,
    lines: [changesLine(facts)],
    warnings: [
      ...blindSpots.slice(0, mostBlind).map((spot) => blindSpotLine(spot, settings)),
      ...(blindSpots.length > mostBlind ? [`… and ${blindSpots.length - mostBlind} more that were not seen`] : []),
    ],
    facts: [
      ...(oldest
        ? [
            {
              label: 'Oldest',
              value: [
                bold(nameOf(oldest.subject)),
                ` in ${placeName(oldest.place, settings)} ${verbOf(oldest.subject)} ${troubleWords[oldest.finding.kind]}, since `,
                time(oldest.firstSeenAt),
              ],
            } satisfies Fact,
          ]
        : []),
      ...exemptionFact(facts, now),
    ],
    ...logNotes(facts),
    offers: [{ label: 'Show all', command: 'compliance', input: { of: environment } }],
    pictures: [trendPicture(environment, trend, timeZone)],
  };
}
