import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { RedisClient } from '../../../src/store/connect.ts';
import { prologueLua } from '../../../src/store/lua/common.ts';
import type { Command } from './redis-frame.ts';

/** The name of what a command writes, or undefined when it changes nothing. */
export type NameOfWrite = (command: Command) => string | undefined;

interface Script {
  readonly name: string;
  readonly text: string;
}

const lua = new URL('../../../src/store/lua/', import.meta.url);

/** Ours, "takeOutbox". */
async function ourScripts(): Promise<readonly Script[]> {
  const modules = await Promise.all(
    readdirSync(lua).map(async (file) => (await import(new URL(file, lua).href)) as Record<string, unknown>),
  );
  return modules
    .flatMap((module) => Object.entries(module))
    .flatMap(([name, text]) => (typeof text === 'string' ? [{ name: name.replace(/Lua$/, ''), text }] : []));
}

/** BullMQ's, "bullmq moveToActive". */
function queueScripts(): readonly Script[] {
  const scripts = createRequire(import.meta.url)('bullmq/dist/cjs/scripts/index.js') as Record<
    string,
    { readonly name: string; readonly content: string }
  >;
  return Object.values(scripts).map(({ name, content }) => ({ name: `bullmq ${name}`, text: content }));
}

/** Redis's own word for which commands write. A read that blocks is none: until there is something it changes nothing. */
async function writingCommands(redis: RedisClient): Promise<ReadonlySet<string>> {
  const all = (await redis.call('COMMAND')) as readonly [string, number, readonly string[]][];
  return new Set(
    all.filter(([, , flags]) => flags.includes('write') && !flags.includes('blocking')).map(([name]) => name),
  );
}

/** Knows every script of ours and of BullMQ by its digest; one that nobody knows counts as a write. */
export async function readWrites(redis: RedisClient): Promise<NameOfWrite> {
  const writing = await writingCommands(redis);
  // What every script starts with only defines; of that, `add` writes where it is used.
  const doesWrite = ({ text }: Script): boolean =>
    /\badd\(/.test(text.replace(prologueLua, '')) ||
    [...text.replace(prologueLua, '').matchAll(/call\(\s*["'](\w+)["']/g)].some(([, name = '']) =>
      writing.has(name.toLowerCase()),
    );
  const digest = (text: string): string => createHash('sha1').update(text).digest('hex');
  const scripts = new Map([...(await ourScripts()), ...queueScripts()].map((one) => [digest(one.text), one] as const));
  // Fragments among them do not compile; what does is known from the first play on, and none is sent twice.
  for (const { text } of scripts.values()) await redis.script('LOAD', text).catch(() => {});
  return ([word = '', first = '']) => {
    const name = word.toLowerCase();
    if (name === 'eval' || name === 'evalsha') {
      const sha = name === 'eval' ? digest(first) : first;
      const script = scripts.get(sha);
      return script ? (doesWrite(script) ? script.name : undefined) : `script ${sha.slice(0, 8)}`;
    }
    return writing.has(name) || name === 'exec' ? name.toUpperCase() : undefined;
  };
}
