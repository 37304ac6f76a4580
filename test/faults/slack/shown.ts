import type { SlackMessage } from '../../../sandbox/contract.ts';
import { textOf } from '../../../sandbox/story/stage.ts';
import { minus } from '../support/compare.ts';

/** A card or notice as Slack shows it now. */
export interface Shown {
  /** Channel, and the card whose thread it stands in. */
  readonly where: string;
  readonly text: string;
}

const firstLine = (text: string): string => text.split('\n')[0] ?? '';

const isCard = ({ metadata }: SlackMessage): boolean => metadata?.event_type === 'assay_card';

const hasMoved = (one: SlackMessage, all: readonly SlackMessage[]): boolean =>
  isCard(one) &&
  all.some(
    (other) =>
      isCard(other) &&
      other.ts > one.ts &&
      other.metadata?.event_payload['key'] === one.metadata?.event_payload['key'] &&
      other.channel !== one.channel,
  );

/**
 * All cards and notices of the app since a moment, as a reader sees them now. Answers to one person are not among them.
 * @param unreachable a channel in which Slack lets nobody change anything: a card there that stands elsewhere now is history
 */
export function shownSince(
  messages: readonly SlackMessage[],
  began: string,
  mask: (text: string) => string,
  unreachable?: string,
): readonly Shown[] {
  const own = messages
    .filter(
      ({ ts, ephemeralTo, metadata, deleted }) => ts > began && !ephemeralTo && !deleted && metadata !== undefined,
    )
    .filter((one, _, all) => !(one.channel === unreachable && hasMoved(one, all)));
  return own.map((one) => {
    const root = one.threadTs === undefined ? undefined : messages.find(({ ts }) => ts === one.threadTs);
    const thread = root ? ` in the thread of "${mask(firstLine(root.text))}"` : '';
    return { where: `${one.channel.startsWith('D') ? 'direct' : one.channel}${thread}`, text: mask(textOf(one)) };
  });
}

/** What a disturbed story shows wrongly. */
export interface Difference {
  /** Messages of the calm story that are not there. */
  readonly lost: readonly string[];
  /** Messages that stand there more often. */
  readonly twice: readonly string[];
  /** Cards that show another state than in the calm story. */
  readonly stale: readonly string[];
}

/** What two texts do not have in common, with their first lines. */
function onlyDifferent(is: string, should: string): string {
  const [one, other] = [is.split('\n'), should.split('\n')];
  return [
    `shows: ${one[0]}`,
    ...minus(one, other).map((line) => `+ ${line}`),
    `should be: ${other[0]}`,
    ...minus(other, one).map((line) => `- ${line}`),
  ].join('\n');
}

/**
 * @param place whether messages must stand where they do in the calm story, or may have gone elsewhere
 */
export function compareShown(
  calm: readonly Shown[],
  played: readonly Shown[],
  place: 'same place' | 'anywhere',
): Difference {
  const lineOf = ({ where, text }: Shown): string => (place === 'anywhere' ? text : `${where}: ${text}`);
  const [should, is] = [calm.map(lineOf), played.map(lineOf)];
  const more = minus(is, should);
  const less = minus(should, is);
  const twice = more.filter((line) => should.includes(line));
  const strange = more.filter((line) => !should.includes(line));
  // A card that shows something else is one that is missing and one nobody knows: told once, as stale.
  const stale = strange.slice(0, less.length).map((line, n) => onlyDifferent(line, less[n] ?? ''));
  return { lost: less.slice(stale.length), twice: [...twice, ...strange.slice(stale.length)], stale };
}
