import { validateMessageBlocks } from '../../../sandbox/slack/block-kit/validate-message-blocks.ts';
import { validateView } from '../../../sandbox/slack/block-kit/validate-view.ts';
import type { Delivery } from '../../../sandbox/slack/carrier.ts';
import { cast, channels } from '../../../sandbox/story/stage.ts';
import { kindOf } from '../../../src/slack/app/read-payload.ts';
import { everybody, slips } from './ask.ts';
import { fresh } from './deliveries.ts';
import type { Front } from './front.ts';
import { liveBlocks, liveMessage, wordsShown } from './live.ts';
import type { Any } from './mangle.ts';

type Fields = { [key: string]: Any };
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const at = (value: unknown, ...path: readonly (string | number)[]): Any | undefined =>
  path.reduce<unknown>(
    (found, key) => (typeof found === 'object' && found !== null ? (found as Fields)[key] : undefined),
    value,
  ) as Any | undefined;

/** What came of a payload. */
export interface Outcome {
  readonly outcome: string;
  readonly words: string;
  /** Of a form: the view that comes next. */
  readonly view: Fields | undefined;
  readonly complaints: readonly string[];
}

/** People who are there, and read what they are told. */
const readers: ReadonlySet<string> = new Set([cast.rosa, cast.ada, cast.ben, cast.cleo]);

/** An open modal of this person. */
async function openView({ slack }: Front, user: string): Promise<string> {
  const isModal = ({ type }: { type: string }): boolean => type === 'modal';
  const found = await slack.awaitView(user, isModal, { timeoutMs: 1 }).catch(() => undefined);
  if (found) return found.id;
  await slack.hands.type({ user, channel: channels.requests, text: '/ami' });
  return (await slack.awaitView(user, isModal)).id;
}

/** Puts in what is good now, wherever it was left as it was; nothing is sent to strangers' addresses. */
async function freshened(front: Front, payload: Any): Promise<Any> {
  if (!isFields(payload)) return payload;
  const claimed = at(payload, 'user', 'id') ?? payload['user_id'];
  const user = typeof claimed === 'string' && readers.has(claimed) ? claimed : cast.rosa;
  const text = JSON.stringify(payload);
  const given = front.slack.issue(user, channels.requests);
  const put: Record<string, string> = { [fresh.trigger]: given.trigger_id, [fresh.responseUrl]: given.response_url };
  // What is submitted is a request of its own each time; what is clicked in a view shows something there.
  if (text.includes(fresh.view))
    put[fresh.view] = kindOf(payload) === 'view' ? `V1${given.trigger_id}` : await openView(front, user);
  const walk = (value: Any): Any => {
    if (typeof value === 'string') return put[value] ?? value;
    if (Array.isArray(value)) return value.map(walk);
    if (!isFields(value)) return value;
    for (const [key, each] of Object.entries(value)) value[key] = walk(each);
    return value;
  };
  const whole = walk(payload) as Fields;
  const url = whole['response_url'];
  if (typeof url === 'string' && url.startsWith('http') && !url.startsWith(front.slack.url))
    whole['response_url'] = 'http://127.0.0.1:9/nobody';
  return whole;
}

/** Choices in a form that Slack should not send by themselves: nobody waits for anything. */
const isChoice = (payload: Any): boolean =>
  ['assay.choice', 'assay.value'].includes(String(at(payload, 'actions', 0, 'action_id')));

const viewComplaints = (view: unknown, typed: string): readonly string[] => {
  const { error, messages } = validateView(view, 'modal');
  return [
    ...(error ? [error, ...messages] : []),
    ...liveBlocks(view, everybody),
    ...slips(wordsShown(at(view, 'blocks')), typed),
  ];
};

/** What an ack says, and what is wrong with that. */
function readAck(payload: Any, answer: unknown): Outcome {
  const kind = kindOf(payload);
  const typed = JSON.stringify(payload) ?? '';
  const none = { words: '', view: undefined, complaints: [] };
  if (kind === 'options') {
    const options = at(answer, 'options');
    const good = Array.isArray(options) && options.length <= 100;
    const outcome = good ? (options.length === 0 ? 'no choices' : 'choices') : 'nothing';
    return { ...none, outcome, complaints: [...(good ? [] : ['no options']), ...liveBlocks(options, everybody)] };
  }
  if (kind === 'view' && at(payload, 'type') === 'view_submission') {
    const view = at(answer, 'view');
    const errors = at(answer, 'errors');
    if (isFields(errors)) {
      const blocks = at(payload, 'view', 'blocks');
      const fields = [
        ...Object.keys((at(payload, 'view', 'state', 'values') as Fields | undefined) ?? {}),
        ...(Array.isArray(blocks) ? blocks.map((block) => at(block, 'block_id')) : []),
      ];
      const complaints = Object.entries(errors).flatMap(([block, words]) => [
        ...(typeof words === 'string' && words.trim() !== '' ? [] : [`no words beside ${block}`]),
        ...(fields.includes(block) ? [] : [`no such field: ${block}`]),
        ...slips(String(words), typed),
      ]);
      return { ...none, outcome: 'errors', words: Object.values(errors).join('\n'), complaints };
    }
    if (!isFields(view))
      return { ...none, outcome: 'nothing', complaints: [`no next view: ${JSON.stringify(answer)}`] };
    const words = wordsShown(view['blocks']);
    const outcome = /could not be read|older version|no longer in use/.test(words)
      ? 'not taken'
      : view['callback_id'] === 'assay.preview'
        ? 'plan'
        : /⚠️/.test(words)
          ? 'refusal'
          : /Accepted|waits for approval|already/.test(words)
            ? 'accepted'
            : 'answer';
    return { outcome, words, view, complaints: viewComplaints(view, typed) };
  }
  if (kind === 'command') {
    if (answer === undefined || answer === '' || (isFields(answer) && Object.keys(answer).length === 0))
      return { ...none, outcome: 'form' };
    const message = typeof answer === 'string' ? { text: answer } : (answer as { text?: string; blocks?: unknown });
    const words = wordsShown(message);
    const verdict = message.blocks === undefined ? undefined : validateMessageBlocks(message.blocks);
    return {
      outcome: words.includes('could not be read') ? 'not taken' : 'answer',
      words,
      view: undefined,
      complaints: [
        ...(verdict?.error ? [verdict.error, ...verdict.messages] : []),
        ...liveMessage(message, everybody),
        ...slips(words, typed),
      ],
    };
  }
  return { ...none, outcome: 'acked' };
}

/** What the person was shown since: a message only they see, or a view. */
function shownSince({ slack }: Front, user: string, before: { messages: number; calls: number }): Any[] | undefined {
  const messages = slack
    .messages()
    .slice(before.messages)
    .filter(({ ephemeralTo, channel }) => ephemeralTo === user || channel.startsWith('D') || channel === user);
  const views = slack.calls
    .slice(before.calls)
    .filter(({ method, result }) => /^views\.(open|update|publish)$/.test(method) && result === 'ok')
    .map(({ args }) => args);
  const all = [...messages, ...views];
  return all.length > 0 ? (JSON.parse(JSON.stringify(all)) as Any[]) : undefined;
}

/** Whom Slack does not know nobody can answer; it may be said of one that was sent a moment ago. */
const isOfStranger = (line: string): boolean =>
  line.includes('person could not be answered at all') && ![...readers].some((user) => line.includes(`"${user}"`));

/** Calls are noted after what they change has rung: nobody rings for them. */
async function eventually<T>(probe: () => T | undefined): Promise<T | undefined> {
  for (const end = Date.now() + 15_000; ; ) {
    const found = probe();
    if (found !== undefined || Date.now() > end) return found;
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}

/** Sends a payload over the wire, and waits for what comes of it: its ack, and the answer where a person waits for one. */
export async function post(front: Front, delivery: Delivery['kind'], raw: Any): Promise<Outcome> {
  const payload = await freshened(front, raw);
  const { slack } = front;
  const before = { messages: slack.messages().length, calls: slack.calls.length };
  const logged = front.log.length;
  const ack = await slack.send({ kind: delivery, payload: payload as never });
  const found: string[] = [];
  let read: Outcome = { outcome: ack.kind, words: '', view: undefined, complaints: [] };
  if (ack.kind === 'acked') read = readAck(payload, ack.payload);
  else found.push(`no ack: ${JSON.stringify(ack)}`);
  const kind = kindOf(payload);
  const user = at(payload, 'user', 'id') ?? at(payload, 'user_id');
  const isReader = typeof user === 'string' && readers.has(user);
  const waits =
    (kind === 'action' && !isChoice(payload)) || kind === 'shortcut' || (kind === 'command' && read.outcome === 'form');
  if (ack.kind === 'acked' && waits && isReader) {
    const shown = await eventually(() => shownSince(front, user, before));
    if (shown) {
      const words = shown.map(wordsShown).join('\n');
      const outcome = /could not be read|no longer in use/.test(words) ? 'not taken' : 'answered';
      const typed = JSON.stringify(payload);
      const complaints = shown.flatMap((one) =>
        isFields(one) && one['view'] === undefined ? liveMessage(one, everybody) : liveBlocks(one, everybody),
      );
      read = { outcome, words, view: undefined, complaints: [...complaints, ...slips(words, typed)] };
    } else found.push('no answer to the person who waits');
  }
  const errors = front.log
    .slice(logged)
    .filter((line) => /"level":(50|60)/.test(line))
    .filter((line) => !isOfStranger(line));
  return { ...read, complaints: [...read.complaints, ...found, ...errors] };
}
