import { setTimeout as pause } from 'node:timers/promises';
import type { HandsAnswer, SlackMessage } from '../../../sandbox/contract.ts';
import { cast, channels, textOf, type Who } from '../../../sandbox/story/stage.ts';
import type { Run } from '../../../src/core/run.ts';
import type { Lane } from '../support/lane.ts';

/** People who do what people do in trouble: look what came of it, and click again. What they are told is held against the record. */
export interface People {
  /** Types a line until there is a run of it; `mark` is a word that only this run has. */
  ask(who: Who, line: string, mark: string): Promise<string>;
  /** Clicks *Approve* until the vote is in the record. */
  approve(who: Who, runId: string): Promise<void>;
  /** Rejects by the form. */
  reject(who: Who, runId: string, reason: string): Promise<void>;
  openHome(who: Who): Promise<void>;
  /** The newest card of a run that is there, once it fits. */
  card(runId: string, fits?: (text: string) => boolean): Promise<SlackMessage>;
  /** Answers that the record gives the lie. */
  readonly untrue: readonly string[];
  /** What people were told, oldest first. */
  readonly told: readonly string[];
}

const patienceMs = 90_000;
const answerMs = 17_000;

/** An answer came, Slack said that none came, or nobody knows. */
type Answer = string | undefined;

export function makePeople({ sandbox, store }: Lane, began: string): People {
  const { slack } = sandbox;
  const untrue: string[] = [];
  const told: string[] = [];

  /** What only this person sees, but for cards and notices that went to them for want of a better place. */
  const privateTo = (who: Who): readonly SlackMessage[] => {
    const direct = (channel: string): boolean => channel.startsWith('D');
    return slack
      .messages()
      .filter(
        ({ ts, ephemeralTo, channel, metadata, text }) =>
          ts > began &&
          !text.startsWith('⏳') &&
          (ephemeralTo === cast[who] || (direct(channel) && metadata === undefined && !ephemeralTo)),
      );
  };

  /** Does it and waits for the answer, no longer than until `isDone`, which is looked at when Slack gave none. */
  async function answered(who: Who, what: string, act: () => Promise<HandsAnswer>): Promise<Answer> {
    const before = new Set(privateTo(who).map(({ ts }) => ts));
    const result = await act();
    if (!result.ok) {
      told.push(`${who}: ${what}: Slack: ${result.error}`);
      return undefined;
    }
    for (const end = Date.now() + answerMs; Date.now() < end; await pause(25)) {
      const answer = privateTo(who).find(({ ts }) => !before.has(ts));
      if (!answer) continue;
      told.push(`${who}: ${what}: ${answer.text.split('\n')[0]}`);
      return textOf(answer);
    }
    told.push(`${who}: ${what}: no answer`);
    return undefined;
  }

  async function until<T>(what: string, probe: () => Promise<T | undefined>): Promise<T> {
    for (const end = Date.now() + patienceMs; Date.now() < end; await pause(400)) {
      const found = await probe();
      if (found !== undefined) return found;
    }
    throw new Error(`lost: ${what} did not happen in ${patienceMs / 1000} s; ${told.join(' | ')}`);
  }

  const runWith = async (mark: string): Promise<Run | undefined> =>
    (await store.runs.list({ limit: 200 })).find((run) => JSON.stringify(run.plan).includes(mark));

  /** Where they always do; in another channel when that one is closed. */
  async function type(user: string, text: string): Promise<HandsAnswer> {
    const answer = await slack.hands.type({ user, channel: channels.requests, text });
    return answer.error === 'is_archived' ? slack.hands.type({ user, channel: 'C0GENERAL1', text }) : answer;
  }

  async function card(
    runId: string,
    fits: (text: string) => boolean = () => true,
    timeoutMs = patienceMs,
  ): Promise<SlackMessage> {
    return slack.until(
      () =>
        slack
          .messages()
          .findLast(
            (one) =>
              one.ts > began &&
              !one.ephemeralTo &&
              !one.threadTs &&
              !one.deleted &&
              textOf(one).includes(runId) &&
              fits(textOf(one)),
          ),
      { timeoutMs, what: `the card of ${runId}; ${told.join(' | ')}` },
    );
  }

  const votesOf = async (runId: string, who: Who): Promise<number> =>
    ((await store.runs.get(runId))?.approval?.votes ?? []).filter(({ userId }) => userId === cast[who]).length;

  async function clickUntilVoted(who: Who, runId: string, act: () => Promise<Answer>): Promise<void> {
    await until(`the vote of ${who} on ${runId}`, async () => {
      const answer = await act();
      const votes = await votesOf(runId, who);
      if (votes > 1) untrue.push(`${who} voted ${votes} times on ${runId}`);
      if (answer !== undefined) {
        const saysSo = /is recorded|already|is closed|one of the votes/i.test(answer);
        const run = await store.runs.get(runId);
        const isSo = votes > 0 || run?.state === 'rejected';
        if (saysSo !== isSo)
          untrue.push(`${who} was told "${answer}", the record has ${votes} votes and is ${run?.state}`);
      }
      const run = await store.runs.get(runId);
      return votes > 0 || run?.state === 'rejected' ? true : undefined;
    });
  }

  return {
    untrue,
    told,
    card,
    ask: (who, line, mark) =>
      until(`a run of ${line}`, async () => {
        const user = cast[who];
        const answer = await answered(who, line, () => type(user, line));
        const named = /\br-[a-hjkmnp-z2-9]{10}\b/.exec(answer ?? '')?.[0];
        // Nobody was told: people look whether a card came before they ask again.
        if (named === undefined) await pause(answer === undefined ? 2500 : 0);
        const run = await runWith(mark);
        if (named !== undefined && run === undefined)
          untrue.push(`${who} was told of ${named}, which is not in the record`);
        return run?.id;
      }),
    approve: (who, runId) =>
      clickUntilVoted(who, runId, async () => {
        const found = await card(runId, undefined, 3000).catch(() => undefined);
        // Somebody deleted it: the request is still there.
        if (!found) return answered(who, 'approve, typed', () => type(cast[who], `/ami approve ${runId}`));
        const { channel, ts } = found;
        return answered(who, 'approve', () =>
          slack.hands.click({ user: cast[who], channel, ts, actionId: 'assay.approve' }),
        );
      }),
    reject: (who, runId, reason) =>
      clickUntilVoted(who, runId, async () => {
        const user = cast[who];
        const { channel, ts } = await card(runId);
        const clicked = await slack.hands.click({ user, channel, ts, actionId: 'assay.reject' });
        if (!clicked.ok) return undefined;
        const view = await slack
          .awaitView(user, ({ type }) => type === 'modal', { timeoutMs: 4000 })
          .catch(() => undefined);
        if (!view) return undefined;
        const sent = await slack.hands.submit({
          user,
          viewId: view.id,
          values: { reason: { 'assay.value': { value: reason } } },
        });
        told.push(`${who}: reject: ${sent.ok ? 'sent' : sent.error}`);
        await pause(300);
        if (!sent.ok) await slack.hands.close({ user, viewId: view.id }).catch(() => undefined);
        return undefined;
      }),
    async openHome(who) {
      await slack.hands.openHome({ user: cast[who] });
    },
  };
}
