import type { CallArguments } from './call-arguments.ts';
import type { Json } from './json.ts';
import { SlackRefusal } from './slack-refusal.ts';

/** One page of a list, and the cursor of the next as Slack gives it. Throws `invalid_cursor`. */
export function pageOf<T>(all: readonly T[], args: CallArguments, fallback = 100): { items: readonly T[]; meta: Json } {
  const limit = args.count('limit', fallback);
  const cursor = args.text('cursor') ?? '';
  const start = cursor === '' ? 0 : Number(Buffer.from(cursor, 'base64').toString().replace('next:', ''));
  if (!Number.isInteger(start) || start < 0) throw new SlackRefusal('invalid_cursor');
  const end = start + limit;
  const next = end < all.length ? Buffer.from(`next:${end}`).toString('base64') : '';
  return { items: all.slice(start, end), meta: { response_metadata: { next_cursor: next } } };
}
