import type { SlackMessage } from '../../../sandbox/contract.ts';
import { textOf } from '../../../sandbox/story/stage.ts';
import { isFinal } from '../../../src/core/run.ts';
import { keyPrefix } from '../../../src/store/key-prefix.ts';
import { loggedIn, verifyAudit } from '../../store/whole-log.ts';
import type { Lane } from './lane.ts';

/** What everybody sees more than once in one place. */
function saidTwice(messages: readonly SlackMessage[]): readonly string[] {
  const shown = messages.filter(({ ephemeralTo, deleted }) => !ephemeralTo && !deleted);
  const places = shown.map((message) => `${message.channel} ${message.threadTs ?? ''} ${textOf(message)}`);
  return places.filter((place, index) => places.indexOf(place) !== index);
}

const strangeThings = ({ sandbox: { slack, aws } }: Lane): readonly string[] => [
  ...slack.unknownCalls,
  ...slack.problems,
  ...aws.unknownCalls,
];

/** Subjects that are held, or waited for, by runs that are over or gone. Another's run may be at work: AWS builds by itself, too. */
async function lockedByNobody({ store, redis }: Lane): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const subject of await redis.smembers(`${keyPrefix}locks`)) {
    const runs = await redis.lrange(`${keyPrefix}lock:${subject}`, 0, -1);
    const states = await Promise.all(runs.map(async (id) => (await store.runs.get(id))?.state));
    if (runs.length === 0 || states.some((state) => state === undefined || isFinal(state))) wrong.push(subject);
  }
  return wrong;
}

/** What must not be after any play, from now on: empty when it is not. */
export function troublesFromNow(lane: Lane): () => Promise<readonly string[]> {
  const { sandbox, store } = lane;
  const saidBefore = sandbox.slack.messages().length;
  const strangeBefore = strangeThings(lane).length;
  return async () => {
    const audit = verifyAudit(await loggedIn(store.audit, 1, 10_000));
    const locked = await lockedByNobody(lane);
    return [
      ...saidTwice(sandbox.slack.messages().slice(saidBefore)).map((text) => `said twice: ${text}`),
      ...locked.map((subject) => `still locked: ${subject}`),
      ...(audit.ok ? [] : [`audit broken at ${audit.sequence}: ${audit.why}`]),
      ...strangeThings(lane)
        .slice(strangeBefore)
        .map((what) => `strange: ${what}`),
      ...lane.mistakes().map((line) => `mistake: ${line}`),
    ];
  };
}
