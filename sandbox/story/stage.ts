import type { AwsImageState, AwsInstanceState, AwsState, SlackMessage } from '../contract.ts';
import type { Sandbox } from '../start-sandbox.ts';

/** Something the story promised did not happen. */
export class StoryError extends Error {
  override readonly name = 'StoryError';
}

/** The cast, by their ids in the default workspace. */
export const cast = {
  rosa: 'U0ROSA0001',
  ada: 'U0ADA00001',
  ben: 'U0BEN00001',
  cleo: 'U0CLEO0001',
  max: 'U0MAX00001',
  gus: 'U0GUS00001',
  deploybot: 'U0DEPLOYBT',
  dora: 'U0DORA0001',
  olga: 'U0OLGA0001',
} as const;
export type Who = keyof typeof cast;

export const channels = { requests: 'C0REQUESTS', approvals: 'C0APPROVALS', alerts: 'C0ALERTS01' } as const;

/** What a scene may do and see: people's hands, what Slack shows, what AWS holds. It looks into nothing else. */
export interface Stage {
  readonly sandbox: Sandbox;
  /** Tells what happens, for whoever watches. */
  tell(line: string): void;
  /** Types a line as a person and gives back the private answer they get. */
  type(who: Who, channel: string, text: string): Promise<SlackMessage>;
  /** Clicks a card's button as a person and gives back the private answer they get. */
  click(who: Who, card: SlackMessage, action: string): Promise<SlackMessage>;
  /** The card of a run, as it stands once `fits` says so. */
  card(runId: string, fits: (text: string) => boolean, what: string, timeoutMs?: number): Promise<SlackMessage>;
  /** An answer in a card's thread. */
  reply(card: SlackMessage, fits: (text: string) => boolean, what: string): Promise<SlackMessage>;
  image(id: string): AwsImageState;
  instance(id: string): AwsInstanceState;
  expect(isTrue: boolean, what: string): void;
}

/** Whether a message is the card of this run. Messages about violations name requests, too. */
export const isCardOf = ({ metadata }: SlackMessage, runId: string): boolean =>
  metadata?.event_type === 'assay_card' && metadata.event_payload['key'] === runId;

const patienceMs = 60_000;

function everyRegion(state: AwsState) {
  return state.accounts.flatMap((account) => account.regions);
}

/** All text of a message, blocks included: what a reader would see. */
export function textOf(message: SlackMessage): string {
  const texts: string[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) walk(item);
    else if (value && typeof value === 'object') {
      const { text } = value as { text?: unknown };
      if (typeof text === 'string') texts.push(text);
      for (const part of Object.values(value)) if (typeof part === 'object') walk(part);
    }
  };
  walk(message.blocks ?? []);
  return `${message.text}\n${texts.join('\n')}`;
}

/** Sets the stage on a running sandbox. */
export function makeStage(sandbox: Sandbox, say: (line: string) => void): Stage {
  const { slack, aws } = sandbox;
  const privateTo = (user: string, since: ReadonlySet<string>): SlackMessage | undefined =>
    slack.messages().find(
      (message) =>
        message.ephemeralTo === user &&
        !message.deleted &&
        !since.has(message.ts) &&
        // On a slow machine: the answer comes in its place.
        !message.text.startsWith('⏳'),
    );
  const seen = (): ReadonlySet<string> => new Set(slack.messages().map((message) => message.ts));

  const answered = async (
    who: Who,
    what: string,
    act: () => Promise<{ ok: boolean; error?: string }>,
  ): Promise<SlackMessage> => {
    const before = seen();
    const result = await act();
    if (!result.ok) throw new StoryError(`${who}: ${what}: Slack says ${result.error}`);
    return slack.until(() => privateTo(cast[who], before), {
      timeoutMs: patienceMs,
      what: `an answer to ${who} (${what})`,
    });
  };

  return {
    sandbox,
    tell: say,
    async type(who, channel, text) {
      say(`  ${who}> ${text}`);
      const answer = await answered(who, text, () => slack.hands.type({ user: cast[who], channel, text }));
      say(`    only ${who} sees: ${answer.text.split('\n').join(' ')}`);
      return answer;
    },
    async click(who, card, action) {
      say(`  ${who} clicks ${action.replace('assay.', '')}`);
      const answer = await answered(who, action, () =>
        slack.hands.click({ user: cast[who], channel: card.channel, ts: card.ts, actionId: action }),
      );
      say(`    only ${who} sees: ${answer.text.split('\n').join(' ')}`);
      return answer;
    },
    card(runId, fits, what, timeoutMs = patienceMs) {
      return slack.until(
        () => slack.messages().find((message) => isCardOf(message, runId) && !message.deleted && fits(textOf(message))),
        { timeoutMs, what: `the card of ${runId}: ${what}` },
      );
    },
    reply(card, fits, what) {
      return slack.until(
        () =>
          slack
            .messages()
            .find((message) => message.threadTs === card.ts && message.ts !== card.ts && fits(textOf(message))),
        { timeoutMs: patienceMs, what: `in the thread: ${what}` },
      );
    },
    image(id) {
      const found = everyRegion(aws.state())
        .flatMap((region) => region.images)
        .find((image) => image.id === id);
      if (!found) throw new StoryError(`AWS has no ${id}`);
      return found;
    },
    instance(id) {
      const found = everyRegion(aws.state())
        .flatMap((region) => region.instances)
        .find((instance) => instance.id === id);
      if (!found) throw new StoryError(`AWS has no ${id}`);
      return found;
    },
    expect(isTrue, what) {
      if (!isTrue) throw new StoryError(`did not happen: ${what}`);
      say(`    ✓ ${what}`);
    },
  };
}

/** The run's id on a card or in an answer. */
export function runIdIn(text: string): string {
  const id = /\br-[a-hjkmnp-z2-9]{10}\b/.exec(text)?.[0];
  if (!id) throw new StoryError(`no run id in: ${text}`);
  return id;
}
