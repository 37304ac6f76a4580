import { isJson, listOf, textOf } from '../json.ts';
import type { Method } from '../method.ts';
import { SlackRefusal } from '../slack-refusal.ts';

/** Slack's own figure is a gigabyte; nothing this app sends comes near. */
const MAX_BYTES = 50_000_000;

const announce: Method = {
  name: 'files.getUploadURLExternal',
  token: 'bot',
  scopes: ['files:write'],
  rate: 'tier4',
  run: ({ world, args, origin }) => {
    const name = args.needed('filename');
    const length = Number(args.raw['length']);
    // Slack says the same of a length of 0.
    if (!Number.isInteger(length) || length < 1) throw new SlackRefusal('missing_argument');
    if (length > MAX_BYTES) throw new SlackRefusal('file_upload_size_restricted');
    const { id, key } = world.files.announce(name, length);
    return { upload_url: `${origin}/upload/v1/${key}`, file_id: id };
  },
};

const complete: Method = {
  name: 'files.completeUploadExternal',
  token: 'bot',
  scopes: ['files:write'],
  rate: 'tier4',
  run: ({ world, args }) => {
    const files = listOf(args.nested('files', 'invalid_arguments'));
    if (files.length === 0) throw new SlackRefusal('invalid_arguments');
    // Sharing into a channel would be a message of its own; this fake knows private uploads only.
    if (args.raw['channel_id'] !== undefined || args.raw['channels'] !== undefined)
      throw new SlackRefusal('posting_to_channel_denied');
    const ended = files.map((each) => {
      const file = isJson(each)
        ? world.files.complete(textOf(each['id']), textOf(each['title']) || undefined)
        : undefined;
      if (file === undefined) throw new SlackRefusal('file_not_found');
      return file;
    });
    world.bell.ring();
    // Nothing is known of the content yet: it is looked at afterwards.
    return { files: ended.map(({ id, title, name }) => ({ id, title: title ?? name, mimetype: '', filetype: '' })) };
  },
};

export const methods: readonly Method[] = [announce, complete];
