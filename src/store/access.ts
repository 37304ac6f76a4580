import { UserError } from '../core/outcome.ts';
import type { RedisClient } from './connect.ts';
import { evaluate, type Script } from './script.ts';

/** One connection with the prefix of our keys. */
export interface Access {
  readonly redis: RedisClient;
  /** With a hash tag, so that one script may touch every key also in a cluster: `{assay}:`. */
  readonly prefix: string;
  /** Set where people wait: everything is answered or refused within so many ms. Absent for workers: errors stay raw. */
  readonly answerWithinMs?: number;
}

/** Runs one script. */
export type Call = (script: Script, ...args: readonly (string | number)[]) => Promise<unknown>;

/** Redis itself said no: nothing of the script was done. */
const isRefusal = (error: unknown): error is Error => error instanceof Error && error.name === 'ReplyError';
/** Refusals that are about Redis' own condition, not about our script. */
const isCondition = (error: Error): boolean =>
  /^(OOM|READONLY|LOADING|MASTERDOWN|CLUSTERDOWN|MISCONF|NOREPLICAS|BUSY|TRYAGAIN|NOAUTH|WRONGPASS|NOPERM)/.test(
    error.message.replace(/^ERR .*?-(?=[A-Z]{3,} )/, ''),
  );
/** ioredis did not put it on the wire. */
const wasNotSent = (error: unknown): boolean =>
  error instanceof Error && /enableOfflineQueue|isn't writeable/.test(error.message);

const nothingRecorded = (cause: unknown): UserError =>
  new UserError('store_unreachable', 'The store (Redis) is not reachable. Nothing was recorded.', {
    hint: 'Try again in a minute.',
    cause,
  });
const unknownOutcome = (cause: unknown): UserError =>
  new UserError('store_unreachable', 'The store (Redis) did not answer in time. Assay could not confirm the request.', {
    hint: 'Look with `/ami status` before asking again: it may have been recorded.',
    cause,
  });

/**
 * Runs the scripts of one operation and, where people wait, turns trouble with Redis into the right sentence: a write
 * that was sent and not answered has an unknown outcome and is never called failed.
 * @throws UserError store_unreachable, only with `answerWithinMs`; otherwise the client's own error
 */
export async function operate<T>(access: Access, work: (call: Call) => Promise<T>): Promise<T> {
  let inDoubt = false;
  let over = false;
  const troubles = new WeakSet<Error>();
  const call: Call = async (script, ...args) => {
    // The person was already told that nothing was recorded: it has to stay true.
    if (over) throw new Error('given up');
    inDoubt = script.writes;
    try {
      const answer = await evaluate(access.redis, script, access.prefix, args);
      inDoubt = false;
      return answer;
    } catch (error) {
      if (isRefusal(error) || wasNotSent(error)) inDoubt = false;
      if (error instanceof Error && (!isRefusal(error) || isCondition(error))) troubles.add(error);
      throw error;
    }
  };
  if (access.answerWithinMs === undefined) return work(call);

  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new Error(`no answer within ${access.answerWithinMs} ms`);
      troubles.add(error);
      reject(error);
    }, access.answerWithinMs);
  });
  try {
    return await Promise.race([work(call), late]);
  } catch (error) {
    if (!(error instanceof Error && troubles.has(error))) throw error;
    throw inDoubt ? unknownOutcome(error) : nothingRecorded(error);
  } finally {
    over = true;
    clearTimeout(timer);
  }
}
