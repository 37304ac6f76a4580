import { setTimeout as pause } from 'node:timers/promises';
import { cast, channels, isCardOf, makeStage, runIdIn, textOf, type Who } from '../../../sandbox/story/stage.ts';
import { isFinal } from '../../../src/core/run.ts';
import { keyPrefix } from '../../../src/store/key-prefix.ts';
import type { Ending, Play } from './fault-case.ts';
import type { Lane } from './lane.ts';
import { type Modals, sitDown } from './modals.ts';

const usualPatienceMs = 90_000;
const lookMs = 100;
/** What Slack knows is seen within this, also when its sender is dead. */
const answerMs = 1500;

/** What was clicked has taken effect, and its button is gone when the person looks again: that is an answer, too. */
function unlessGone(error: unknown): undefined {
  if (!String(error).includes('element_not_found')) throw error;
}

/** People's hands on a lane. */
export function makePlay(lane: Lane, say: (line: string) => void, patienceMs = usualPatienceMs): Play {
  const { sandbox, store, redis } = lane;
  const stage = makeStage(sandbox, say);

  /** Nothing about any run waits to be shown. */
  const isAllShown = async (): Promise<boolean> => {
    const waiting = await Promise.all(['urgent', 'normal'].map((queue) => redis.zcard(`${keyPrefix}out:${queue}`)));
    return waiting.every((count) => count === 0);
  };

  async function ended(runId: string): Promise<Ending> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const run = await store.runs.get(runId);
      if (run && isFinal(run.state) && (await isAllShown())) {
        const shown = sandbox.slack.messages().filter(({ ephemeralTo, deleted }) => !ephemeralTo && !deleted);
        const cards = shown.filter((one) => isCardOf(one, runId));
        const [card] = cards;
        if (!card || cards.length > 1)
          throw new Error(`${runId} has ${cards.length} cards: ${cards.map((one) => textOf(one)).join('\n---\n')}`);
        const thread = shown.filter(({ threadTs, ts }) => threadTs === card.ts && ts !== card.ts);
        return { run, card: textOf(card), thread: thread.map(textOf) };
      }
      if (Date.now() > deadline)
        throw new Error(
          `lost: ${runId} is ${run?.state ?? 'nowhere'} after ${patienceMs / 1000} s\n${JSON.stringify(run, null, 1)}`,
        );
      await pause(lookMs);
    }
  }

  /**
   * Does as a person does: what was never answered, because the bot died over it, is done once more.
   * @param hand is given what throws once it was given up, and whether it is done again
   */
  async function handed<T>(hand: (still: () => void, isAgain: boolean) => Promise<T>): Promise<T> {
    let isDead = false;
    let isGivenUp = false;
    const died = lane.botDies().then(() => {
      isDead = true;
    });
    const unanswered = died.then(() => pause(answerMs)).then(() => Promise.reject(new Error('not answered')));
    try {
      const still = (): void => {
        if (isGivenUp) throw new Error('given up');
      };
      return await Promise.race([hand(still, false), unanswered]);
    } catch (error) {
      if (!isDead) throw error;
      isGivenUp = true;
      await lane.complete();
      return await hand(() => {}, true);
    }
  }

  const cardOf = (runId: string, fits = /./) => stage.card(runId, (text) => fits.test(text), String(fits), patienceMs);
  /** Clicks a button of the run's card. That it is gone when the person looks again is an answer, too. */
  const press = (who: Who, runId: string, action: string): Promise<void> =>
    handed(async (_, isAgain) => {
      const card = await cardOf(runId);
      if (isAgain && !JSON.stringify(card.blocks).includes(`"${action}"`)) return;
      await stage.click(who, card, action);
    });
  return {
    stage,
    ended,
    async ask(line, who = 'rosa') {
      const earlier = new Set(sandbox.slack.messages().map(({ ts }) => ts));
      const first = textOf(await handed(() => stage.type(who, channels.requests, line)));
      // A slow answer is announced, and comes afterwards.
      if (!first.includes('⏳')) return runIdIn(first);
      const answer = await sandbox.slack.until(
        () =>
          sandbox.slack
            .messages()
            .find(({ ts, ephemeralTo, text }) => ephemeralTo === cast[who] && !earlier.has(ts) && !text.includes('⏳')),
        { timeoutMs: patienceMs, what: `the answer to ${line}` },
      );
      return runIdIn(textOf(answer));
    },
    async approve(runId, ...who: readonly Who[]) {
      for (const one of who) await press(one, runId, 'assay.approve');
    },
    click: (runId, button, who = 'rosa') => press(who, runId, `assay.${button}`),
    async say(line, who = 'rosa') {
      await handed(() => stage.type(who, channels.requests, line));
    },
    cardOf,
    atScreen: <T>(who: Who, hand: (screen: Modals) => Promise<T>) =>
      handed<T | undefined>(async (still, isAgain) => {
        const all = hand(await sitDown(stage, who, still));
        return isAgain ? all.catch(unlessGone) : all;
      }),
    runs: async (fits) => (await store.runs.list({ limit: 200 })).filter(fits),
  };
}
