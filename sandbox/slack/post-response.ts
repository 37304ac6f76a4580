import { isJson, type Json, textOf } from './json.ts';
import { checkedBlocks } from './message-content.ts';
import type { Message } from './message-store.ts';
import type { ResponseTarget } from './response-url-book.ts';
import { SlackRefusal } from './slack-refusal.ts';
import type { World } from './world.ts';

const fields = new Set([
  'text',
  'blocks',
  'attachments',
  'response_type',
  'replace_original',
  'delete_original',
  'thread_ts',
  'metadata',
  'unfurl_links',
  'unfurl_media',
  'mrkdwn',
  'parse',
  'link_names',
]);

/**
 * Does what a response says: the body of an ack, or of a POST to a response URL. Needs no membership of the channel:
 * it is the person's own permission that is used. Throws what Slack answers.
 */
export function postResponse(world: World, target: ResponseTarget, body: unknown): void {
  if (!isJson(body)) throw new SlackRefusal('invalid_payload');
  const unknown = Object.keys(body).find((name) => !fields.has(name));
  if (unknown !== undefined) throw new SlackRefusal('invalid_payload', { response_metadata: { messages: [unknown] } });
  const type = body['response_type'] ?? 'ephemeral';
  if (type !== 'ephemeral' && type !== 'in_channel') throw new SlackRefusal('invalid_response_type');
  const original = originalOf(world, target);
  if (body['delete_original'] === true) {
    if (original !== undefined) original.deleted = true;
    world.bell.ring();
    return;
  }
  const blocks = body['blocks'] === undefined ? undefined : checkedBlocks(world, body['blocks']);
  const text = textOf(body['text']);
  if (text === '' && (blocks === undefined || blocks.length === 0)) throw new SlackRefusal('no_text');
  if (body['replace_original'] === true && original !== undefined) replace(world, original, text, blocks);
  else {
    world.messages.add({
      channel: target.channel,
      user: world.seed.app.botUserId,
      text,
      blocks,
      threadTs: typeof body['thread_ts'] === 'string' ? body['thread_ts'] : undefined,
      // An ephemeral message can never become one of the channel; a new one may be posted there.
      ephemeralTo: type === 'in_channel' ? undefined : target.user,
    });
  }
  world.bell.ring();
}

function replace(world: World, original: Message, text: string, blocks: readonly Json[] | undefined): void {
  original.earlier.push(original.blocks ?? []);
  original.text = text;
  original.blocks = world.messages.withBlockIds(blocks);
}

function originalOf(world: World, target: ResponseTarget): Message | undefined {
  if (target.originalTs === undefined) return undefined;
  return world.messages.all.find(
    (each) => each.channel === target.channel && each.ts === target.originalTs && !each.deleted,
  );
}
