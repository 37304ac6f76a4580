import type { DigestTools } from '../core/chore.ts';
import type { DigestMark } from '../core/digests.ts';
import type { Notice } from '../core/store.ts';
import { demandsApproval } from '../lookup/launch-rule.ts';
import { isQuiet } from './bulletins.ts';
import { type DigestFacts, digestFacts } from './digest-facts.ts';
import { digestMessage } from './digest-message.ts';

const dayMs = 86_400_000;

/** Day, time and weekday of a moment where people are: `2026-11-25`, `09:00`, `Mon`. */
function localTime(
  at: Date,
  timeZone: string,
): { readonly day: string; readonly time: string; readonly weekday: string } {
  const part = (options: Intl.DateTimeFormatOptions, locale = 'en-GB'): string =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone }).format(at);
  return {
    // The Swedish write dates as ISO 8601 does.
    day: part({ year: 'numeric', month: '2-digit', day: '2-digit' }, 'sv-SE'),
    time: part({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    weekday: part({ weekday: 'short' }),
  };
}

const unseenWord = ({ blindSpots }: DigestFacts): string =>
  blindSpots
    .map(({ place, kind }) => `${place.account} ${place.region} ${kind}`)
    .sort()
    .join(', ');

/**
 * What always says the same is muted. Something is said when anything began, ended, or came out of sight or into it since the
 * last digest; and, where something is open or not seen, each Monday in any case.
 */
function isNews(facts: DigestFacts, before: DigestMark | undefined, weekday: string): boolean {
  const { begun, ended, open, blindSpots } = facts;
  if (begun > 0 || Object.keys(ended).length > 0) return true;
  if (unseenWord(facts) !== (before?.unseen ?? '')) return true;
  const isSomething = Object.keys(open).length > 0 || blindSpots.length > 0;
  return isSomething && (before === undefined || weekday === 'Mon');
}

/**
 * Sums up each environment once a day, at the configured time or as soon after it as Assay runs. Whether it was made, and what
 * it says, is one write: after a crash, and by several processes, it is said once.
 */
export async function digest(tools: DigestTools): Promise<void> {
  const { settings, digests, now } = tools;
  const { digest: wanted, quietHours } = settings.compliance;
  if (!wanted) return;
  const { day, time, weekday } = localTime(now, wanted.timeZone);
  if (time < wanted.at) return;
  // One that comes late does not wake anybody; one that is wanted in quiet hours is.
  const late = now.getTime() - minutesBetween(wanted.at, time) * 60_000;
  if (isQuiet(now, quietHours) && !isQuiet(new Date(late), quietHours)) return;
  for (const { name } of settings.environments.filter(demandsApproval)) {
    const before = await digests.last(name);
    if (before?.day === day) continue;
    const facts = await digestFacts(name, before?.at ?? now.getTime() - dayMs, tools);
    const said: Notice = {
      key: `digest:${name}:${day}`,
      runId: `digest:${name}`,
      to: { kind: 'channel', channel: wanted.channel },
      message: digestMessage(facts, now.getTime(), settings, wanted.timeZone),
      urgent: false,
    };
    const mark = { day, at: now.getTime(), unseen: unseenWord(facts) };
    await digests.made(name, before, mark, isNews(facts, before, weekday) ? said : undefined);
  }
}

/** From one time of a day to a later one. */
function minutesBetween(from: string, to: string): number {
  const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
  return minutes(to) - minutes(from);
}
