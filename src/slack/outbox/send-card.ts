import type { Job } from '../../core/job.ts';
import type { Message } from '../../core/message.ts';
import { nobody } from '../../core/people.ts';
import type { DrawPicture } from '../../core/picture.ts';
import type { Run } from '../../core/run.ts';
import type { Settings } from '../../core/settings.ts';
import type { Outbox, OutboxItem, Posted, RunStore } from '../../core/store.ts';
import { bulletinIdPattern } from '../../core/violation.ts';
import { type RenderedCard, renderCard } from '../cards/render-card.ts';
import { type Card, runCard } from '../cards/run-card.ts';
import { contentOf } from '../rendering/content-of.ts';
import { shortest } from '../rendering/fit-message.ts';
import { slackFailure } from '../slack-failure.ts';
import { takeEdit } from './edit-budget.ts';
import { laterOf, type PostTools, postOnce, type Target } from './post-once.ts';
import { isAppRefused, isMessageGone, isPlaceGone, isTooMuch, wordsOf } from './refusals.ts';

/** A message about something else than a run, kept up to date like a card. */
export interface Bulletin {
  readonly message: Message;
  readonly channel: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface SendTools extends PostTools {
  readonly outbox: Outbox;
  /** Draws the pictures of notices; absent: they are words only. */
  readonly draw?: DrawPicture | undefined;
  /** By the id of an item that is no run's. */
  readonly bulletin: (id: string) => Promise<Bulletin | undefined>;
  readonly runs: Pick<RunStore, 'get' | 'children'>;
  readonly jobs: ReadonlyMap<string, Job>;
  readonly settings: Settings;
  readonly now: () => number;
}

export type CardItem = Extract<OutboxItem, { kind: 'card' }>;

/** How often it may have reached Slack: waiting one's turn is not failing. */
export const attemptsOf = ({ tries, waits }: Pick<OutboxItem, 'tries' | 'waits'>): number => tries - waits;

/** Waits longer after each failure, at most 20 seconds; what Slack itself asks for is kept. */
export const backOff = (item: Pick<OutboxItem, 'tries' | 'waits'>, least: number): number =>
  Math.max(least, Math.min(20_000, 250 * 2 ** attemptsOf(item)));

/** After so many refusals of one message nobody understands, it is given up and kept with the reason. */
export const mostRefusals = 8;

const versionsOf = (card: Card): readonly (() => RenderedCard)[] => [
  ...Array.from({ length: shortest + 1 }, (_, level) => () => renderCard(card, level)),
  () => renderCard(card, 'text'),
];

/** The run's channel, then the one for requests, then the requester: a card is shown somewhere. */
function targetsOf(run: Run, settings: Settings): readonly Target[] {
  const channels = new Set([run.channel, settings.channels.requests, run.requester.userId]);
  return [...channels].filter((channel) => channel !== '' && channel !== nobody.userId).map((channel) => ({ channel }));
}

type EditOutcome =
  | 'edited'
  | { readonly gone: string }
  | { readonly waitMs: number; readonly why: string }
  | { readonly why: string };

async function edit(tools: SendTools, posted: Posted, card: Card): Promise<EditOutcome> {
  for (const version of versionsOf(card)) {
    try {
      await tools.client.chat.update({ channel: posted.channel, ts: posted.ts, ...contentOf(version()) });
      return 'edited';
    } catch (error) {
      const failure = slackFailure(error);
      if (failure?.kind !== 'refused') return laterOf(error);
      if (isMessageGone(failure.code) || isPlaceGone(failure.code)) return { gone: wordsOf(failure.code) };
      if (isAppRefused(failure.code)) return { waitMs: 30_000, why: `Slack refuses the app: ${failure.code}` };
      if (!isTooMuch(failure.code)) return { why: wordsOf(failure.code) };
      tools.log.warn({ code: failure.code, details: failure.details }, 'slack refused a card, shortening');
    }
  }
  return { why: 'Slack took no version of the card' };
}

async function giveUpOrWait(tools: SendTools, item: CardItem, why: string): Promise<void> {
  if (attemptsOf(item) < mostRefusals) return tools.outbox.later(item, backOff(item, 1000), why);
  tools.log.error({ runId: item.runId, why }, 'card given up');
  return tools.outbox.fail(item, why);
}

/** What an item shows as things are now. */
interface Live {
  readonly id: string;
  readonly card: Card;
  readonly targets: readonly Target[];
  readonly since: number;
  /** See `takeEdit`. */
  readonly takeEdit: () => Promise<number>;
}

async function liveRun(tools: SendTools, id: string): Promise<Live | undefined> {
  const run = await tools.runs.get(id);
  if (!run) return undefined;
  const children = run.children ? await tools.runs.children(run.id) : [];
  return {
    id,
    card: runCard(run, tools.jobs, tools.settings, tools.now(), children),
    targets: targetsOf(run, tools.settings),
    since: run.requestedAt,
    takeEdit: () => takeEdit(tools.budget, run),
  };
}

async function liveBulletin(tools: SendTools, id: string): Promise<Live | undefined> {
  const found = await tools.bulletin(id);
  if (!found) return undefined;
  const channels = new Set([found.channel, tools.settings.channels.requests]);
  return {
    id,
    card: { message: found.message, buttons: [] },
    targets: [...channels].map((channel) => ({ channel })),
    since: found.at,
    takeEdit: () => takeEdit(tools.budget, { id, state: 'queued' }),
  };
}

/** Posts a card, and remembers where. `replaces`: where it stood, when it was deleted or its channel closed. */
async function post(
  tools: SendTools,
  item: CardItem,
  live: Live,
  replaces?: Posted & { readonly gone: string },
): Promise<void> {
  const { outbox } = tools;
  const { id, card } = live;
  const outcome = await postOnce(tools, {
    targets: live.targets,
    versions: versionsOf(card),
    eventType: 'assay_card',
    key: id,
    // Attempts count for one version only: a later version may follow an attempt whose answer was lost.
    look: attemptsOf(item) > 0 || item.version > 1 || replaces !== undefined,
    except: replaces?.ts,
    since: live.since,
  });
  if (outcome.kind === 'later') return outbox.later(item, backOff(item, outcome.waitMs), outcome.why, outcome.waited);
  if (outcome.kind === 'refused') return giveUpOrWait(tools, item, outcome.why);
  // `shown` is what the whole card would be: a shortened one is not edited again until the record changes.
  const shown = outcome.kind === 'posted' ? renderCard(card).shown : '';
  await outbox.savePosted(id, { ...outcome.place, shown });
  // Found after a lost answer: it may show an older state.
  if (outcome.kind === 'found') return outbox.later(item, 0, 'found after a lost answer');
  const replaced = replaces ? `the card was posted anew: ${replaces.gone}` : undefined;
  const problem = [replaced, outcome.problem].filter((text) => text !== undefined).join('; ');
  if (problem) tools.log.warn({ runId: id, problem }, 'card is not where it should be');
  return problem ? outbox.done(item, problem) : outbox.done(item);
}

/** Brings a run's one card up to date, or a message about violations: posted once, edited when what it shows has changed. */
export async function sendCard(tools: SendTools, item: CardItem): Promise<void> {
  const { outbox } = tools;
  const id = item.runId;
  const [live, posted] = await Promise.all([
    bulletinIdPattern.test(id) ? liveBulletin(tools, id) : liveRun(tools, id),
    outbox.posted(id),
  ]);
  if (!live) return outbox.done(item);
  const { card } = live;
  if (!posted) return post(tools, item, live);
  const { shown } = renderCard(card);
  if (posted.shown === shown) return outbox.done(item);
  const waitMs = await live.takeEdit();
  if (waitMs > 0) return outbox.later(item, waitMs, 'edits are rationed', 'waited');
  const outcome = await edit(tools, posted, card);
  if (outcome === 'edited') {
    await outbox.savePosted(id, { ...posted, shown });
    return outbox.done(item);
  }
  if ('gone' in outcome) return post(tools, item, live, { ...posted, gone: outcome.gone });
  if ('waitMs' in outcome) return outbox.later(item, backOff(item, outcome.waitMs), outcome.why);
  return giveUpOrWait(tools, item, outcome.why);
}
