import { createHash } from 'node:crypto';
import type { RedisClient } from './connect.ts';

/** A Lua script and what it means when its answer is lost. */
export interface Script {
  readonly lua: string;
  readonly sha: string;
  /** False: a lost answer changes nothing. */
  readonly writes: boolean;
}

const script = (lua: string, writes: boolean): Script => ({
  lua,
  sha: createHash('sha1').update(lua).digest('hex'),
  writes,
});
/** A script that only reads. */
export const readScript = (lua: string): Script => script(lua, false);
/** A script that may write. */
export const writeScript = (lua: string): Script => script(lua, true);

/** Runs a script by its digest; sends its text only to a server that does not know it yet (new, flushed, failed over). */
export async function evaluate(
  redis: RedisClient,
  { sha, lua }: Script,
  prefix: string,
  args: readonly (string | number)[],
): Promise<unknown> {
  try {
    return await redis.evalsha(sha, 1, prefix, ...args);
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
    return redis.eval(lua, 1, prefix, ...args);
  }
}
