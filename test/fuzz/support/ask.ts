import { validateMessageBlocks } from '../../../sandbox/slack/block-kit/validate-message-blocks.ts';
import { cast, channels } from '../../../sandbox/story/stage.ts';
import type { Front } from './front.ts';
import { type Allowed, liveBlocks, liveMessage, wordsShown } from './live.ts';

/** The people, groups and channels there are: nobody else can be named. */
export const everybody: Allowed = {
  ids: new Set([...Object.values(cast), ...Object.values(channels), 'C0GENERAL1', 'S0APPROVERS', 'S0FORMERLY']),
};

/** What a person got for a line. */
export interface Heard {
  readonly kind: 'refusal' | 'answer' | 'form' | 'accepted';
  readonly words: string;
  /** What is wrong with it; empty when nothing is. */
  readonly complaints: readonly string[];
}

/** Our own mistakes, as people must never read them, unless they wrote them themselves. */
const mistakes = [
  'undefined',
  '[object',
  'NaN',
  'ZodError',
  'TypeError',
  'Invalid Date',
  'on our side',
  'node_modules',
  'null',
];
export const slips = (words: string, typed: string): readonly string[] => [
  ...mistakes.filter((slip) => words.includes(slip) && !typed.includes(slip)),
  ...(/^\s+at .+:\d+:\d+/m.test(words) ? ['a stack'] : []),
];

const nothing: Heard = { kind: 'answer', words: '', complaints: ['no answer'] };

function heardMessage(payload: unknown, typed: string): Heard {
  const message = typeof payload === 'string' ? { text: payload } : (payload as { text?: string; blocks?: unknown });
  const words = wordsShown(message);
  const verdict = message.blocks === undefined ? undefined : validateMessageBlocks(message.blocks);
  const kind = words.startsWith('⚠️') ? 'refusal' : /^Accepted|waits for approval/.test(words) ? 'accepted' : 'answer';
  return {
    kind,
    words,
    complaints: [
      ...(verdict?.error ? [verdict.error, ...verdict.messages] : []),
      ...((message.text ?? '').length > 4000 ? ['text too long'] : []),
      ...(words.trim() === '' ? ['an empty answer'] : []),
      ...liveMessage(message, everybody),
      ...slips(words, typed),
    ],
  };
}

/** Types `/ami <text>` exactly so, as Slack would send it, and waits for what comes of it. */
export async function ask({ slack }: Front, text: string, user: string = cast.rosa): Promise<Heard> {
  const seen = slack.messages().length;
  const ack = await slack.send({
    kind: 'slash_commands',
    payload: {
      token: 'verification-token',
      team_id: 'T0ASSAY',
      team_domain: 'acorn',
      channel_id: channels.requests,
      channel_name: 'ami-requests',
      user_id: user,
      user_name: 'rosa',
      command: '/ami',
      text,
      api_app_id: 'A0ASSAY001',
      is_enterprise_install: 'false',
      ...slack.issue(user, channels.requests),
    },
  });
  if (ack.kind !== 'acked') return { ...nothing, complaints: [`no ack: ${ack.kind}`] };
  const { payload } = ack;
  if (payload === undefined || payload === '') {
    const view = await slack
      .awaitView(user, ({ type }) => type === 'modal', { timeoutMs: 4000 })
      .catch(() => undefined);
    if (!view) return nothing;
    await slack.hands.close({ user, viewId: view.id });
    const words = wordsShown(view.blocks);
    return { kind: 'form', words, complaints: [...liveBlocks(view.blocks, everybody), ...slips(words, text)] };
  }
  const heard = heardMessage(payload, text);
  if (!heard.words.startsWith('⏳')) return heard;
  const late = await slack.until(
    () =>
      slack
        .messages()
        .slice(seen)
        .find((one) => one.ephemeralTo === user),
    {
      timeoutMs: 20_000,
      what: 'the late answer',
    },
  );
  return heardMessage(late, text);
}
