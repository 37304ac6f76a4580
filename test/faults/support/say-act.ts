import { createHash } from 'node:crypto';
import { parseJson } from '../../../sandbox/slack/json.ts';
import { keyPrefix } from '../../../src/store/key-prefix.ts';
import type { Act } from './act.ts';
import { masked } from './masked.ts';
import type { RecordBook } from './record-book.ts';

const longest = 70;

/** Without what differs between two runs that did the same: ids, moments, numbers, how far a bar has moved. */
const bare = (text: string): string =>
  masked(text, () => false)
    .replace(/\b([vb])-[a-z0-9]{10}\b/g, '$1-*')
    .replace(/"writeId":"[^"]*"/g, '"writeId":""')
    .replace(/[▰▱]+/g, '▰')
    .replace(/\d+(\.\d+)?/g, '0')
    .replace(/\s+/g, ' ')
    .trim();

/** Short enough to be read, and never the same for two that differ. */
function short(text: string): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest)}… ${createHash('sha1').update(text).digest('hex').slice(0, 6)}`;
}

/** Written anew at every call. */
const isRandom = (word: string): boolean => /^(?=.*[A-Z])(?=.*[a-z0-9])[\w-]{12}$/.test(word);

/** A script's arguments; which queue, where BullMQ packs the rest so that nobody can read it. */
function redisWords({ name, words }: Act): string {
  if (name.startsWith('bullmq ')) return /:(advance|poll):/.exec(words.join(' '))?.[1] ?? '';
  const own = words[2] === keyPrefix ? words.slice(3) : words;
  return own.filter((word) => !isRandom(word)).join(' ');
}

/** What of a call for Slack tells it from another: where to, and all that people will read. */
const telling = new Set(['channel', 'user', 'users', 'text', 'callback_id', 'response_action', 'response_type']);

function slackWords(value: unknown): readonly string[] {
  // Blocks and views are sent as text.
  if (typeof value === 'string' && /^[[{]/.test(value)) return slackWords(parseJson(value));
  if (Array.isArray(value)) return value.flatMap(slackWords);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, part]) =>
    typeof part === 'string' && telling.has(key) ? [part] : key === 'metadata' ? [] : slackWords(part),
  );
}

/**
 * What an act does, in words that are the same whenever it does the same. A change of a record is said by what it changes;
 * anything else by what is sent, and by how far its run is.
 */
export function sayAct(act: Act, book: RecordBook): string {
  const { kind, name, words } = act;
  if (kind === 'slack') return `${name} ${short(bare(slackWords(words[0]).join(' ')))}`.trim();
  if (kind === 'aws') return name;
  const change = book.changeIn(words);
  if (change) return `${name} ${short(change)}`;
  const stage = book.stageOf(words.join(' '), act.role);
  return `${name} ${short(bare(redisWords(act)))}${stage ? ` (${stage})` : ''}`.replace(/ +/g, ' ');
}
