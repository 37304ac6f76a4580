import { setTimeout as pause } from 'node:timers/promises';
import { cast, channels, makeStage, runIdIn, textOf, type Who } from '../../../sandbox/story/stage.ts';
import { isFinal } from '../../../src/core/run.ts';
import { keyPrefix } from '../../../src/store/key-prefix.ts';
import type { Ending, Play } from './fault-case.ts';
import type { Lane } from './lane.ts';

const patienceMs = 90_000;
const lookMs = 100;

/** People's hands on a lane. */
export function makePlay(lane: Lane, say: (line: string) => void): Play {
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
        const cards = shown.filter((message) => !message.threadTs && textOf(message).includes(runId));
        const [card] = cards;
        if (!card || cards.length > 1) throw new Error(`${runId} has ${cards.length} cards`);
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

  const cardOf = (runId: string) => stage.card(runId, () => true, 'there');
  return {
    stage,
    ended,
    async ask(line, who = 'rosa') {
      const earlier = new Set(sandbox.slack.messages().map(({ ts }) => ts));
      const first = textOf(await stage.type(who, channels.requests, line));
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
      for (const one of who) await stage.click(one, await cardOf(runId), 'assay.approve');
    },
    async click(runId, button, who = 'rosa') {
      await stage.click(who, await cardOf(runId), `assay.${button}`);
    },
    runs: async (fits) => (await store.runs.list({ limit: 200 })).filter(fits),
  };
}
