import type { HandsAnswer, SlackMessage, SlackView } from '../../../sandbox/contract.ts';
import { cast, channels, runIdIn, textOf, type Who } from '../../../sandbox/story/stage.ts';
import type { World } from './with-sandbox.ts';

export type Decision = 'approve' | 'reject' | 'withdraw' | 'details' | 'cancel' | 'retry';

/** A request for production, as those who decide meet it. */
export interface Request {
  readonly runId: string;
  readonly imageId: string;
  /** Its one card, once it says this. */
  card(fits: RegExp, what?: string): Promise<SlackMessage>;
  /** Clicks a button of the card and gives back the sentence only this person sees. */
  click(who: Who, decision: Decision): Promise<string>;
  /** Types `/ami <decision> <id> …` and gives back the sentence only this person sees. */
  type(who: Who, decision: Decision, more?: string): Promise<string>;
  /** What stands in the card's thread, oldest first. */
  thread(): readonly string[];
}

const patienceMs = 40_000;

/** Everything new that only this person sees, once there are `count` of them. */
export async function messagesTo(
  { sandbox }: World,
  who: Who,
  count: number,
  act: () => Promise<readonly HandsAnswer[]>,
): Promise<readonly SlackMessage[]> {
  const { slack } = sandbox();
  const mine = (): readonly SlackMessage[] =>
    slack.messages().filter(
      (message) =>
        // On a slow machine: the answer comes in its place.
        message.ephemeralTo === cast[who] && !message.deleted && !message.text.startsWith('⏳'),
    );
  const before = new Set(mine().map(({ ts }) => ts));
  for (const { ok, error } of await act()) if (!ok) throw new Error(`${who}: Slack says ${error}`);
  return slack.until(
    () => {
      const now = mine().filter(({ ts }) => !before.has(ts));
      return now.length >= count ? now : undefined;
    },
    { timeoutMs: patienceMs, what: `${count} answers to ${who}` },
  );
}

/** The same, as text. */
export const answersTo = async (...all: Parameters<typeof messagesTo>): Promise<readonly string[]> =>
  (await messagesTo(...all)).map(textOf);

/** The topmost modal of somebody, once it fits. */
export const modalOf = ({ sandbox }: World, who: Who, fits: (view: SlackView) => boolean): Promise<SlackView> =>
  sandbox().slack.awaitView(cast[who], (view) => view.type === 'modal' && fits(view), { timeoutMs: patienceMs });

/** All text of a modal. */
export const textOfView = (view: SlackView): string =>
  textOf({ text: view.title, blocks: view.blocks } as unknown as SlackMessage);

/** Rosa asks for production. */
export async function askFor(world: World, imageId: string): Promise<Request> {
  const stage = world.stage();
  const { slack } = world.sandbox();
  const [answer = ''] = await answersTo(world, 'rosa', 1, async () => [
    await slack.hands.type({
      user: cast.rosa,
      channel: channels.requests,
      text: `/ami promote ${imageId} --reason "tested on staging"`,
    }),
  ]);
  const runId = runIdIn(answer);
  const card = (fits: RegExp, what = String(fits)): Promise<SlackMessage> =>
    stage.card(runId, (text) => fits.test(text), what, patienceMs);
  return {
    runId,
    imageId,
    card,
    async click(who, decision) {
      const now = await card(/./);
      const [said = ''] = await answersTo(world, who, 1, async () => [
        await slack.hands.click({
          user: cast[who],
          channel: now.channel,
          ts: now.ts,
          actionId: `assay.${decision}`,
        }),
      ]);
      return said;
    },
    async type(who, decision, more = '') {
      const [said = ''] = await answersTo(world, who, 1, async () => [
        await slack.hands.type({
          user: cast[who],
          channel: channels.requests,
          text: `/ami ${decision} ${runId} ${more}`.trim(),
        }),
      ]);
      return said;
    },
    thread() {
      const posted = slack.messages();
      const own = posted.find((one) => !one.ephemeralTo && !one.threadTs && textOf(one).includes(runId));
      return posted.filter(({ threadTs, ts }) => own && threadTs === own.ts && ts !== own.ts).map(textOf);
    },
  };
}
