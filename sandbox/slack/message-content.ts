import { validateMessageBlocks } from './block-kit/validate-message-blocks.ts';
import type { CallArguments } from './call-arguments.ts';
import { fileProblems } from './file-problems.ts';
import { isJson, type Json } from './json.ts';
import type { MessageMetadata } from './message-store.ts';
import { refusalWithMessages, SlackRefusal } from './slack-refusal.ts';
import type { World } from './world.ts';

const MAX_TEXT = 40_000;
/** Slack publishes no figure; this is far above anything honest. */
const MAX_METADATA_BYTES = 16_000;

export interface MessageContent {
  readonly text: string | undefined;
  readonly blocks: readonly Json[] | undefined;
  readonly metadata: MessageMetadata | undefined;
  /** `message_truncated` when the text was cut. */
  readonly warnings: readonly string[];
}

/** Reads and checks what a message is made of. Throws what Slack throws, `no_text` when there is nothing to show. */
export function readMessageContent(world: World, args: CallArguments): MessageContent {
  const text = args.text('text');
  const blocks = args.nested('blocks', 'invalid_blocks_format');
  if (args.raw['attachments'] !== undefined) args.nested('attachments', 'invalid_attachments');
  const checked = blocks === undefined ? undefined : checkedBlocks(world, blocks);
  if ((text === undefined || text === '') && (checked === undefined || checked.length === 0)) {
    throw new SlackRefusal('no_text');
  }
  const cut = text !== undefined && [...text].length > MAX_TEXT;
  return {
    text: cut ? [...text].slice(0, MAX_TEXT).join('') : text,
    blocks: checked,
    metadata: readMetadata(args),
    warnings: cut ? ['message_truncated'] : [],
  };
}

/** Throws `invalid_blocks`, `invalid_blocks_format` or `msg_blocks_too_long`. */
export function checkedBlocks(world: World, blocks: unknown): readonly Json[] {
  const verdict = validateMessageBlocks(blocks);
  if (verdict.error !== undefined) throw refusalWithMessages(verdict.error, verdict.messages);
  const complaints = fileProblems(world, blocks, '/blocks');
  if (complaints.length > 0) throw refusalWithMessages('invalid_blocks', complaints);
  return blocks as readonly Json[];
}

function readMetadata(args: CallArguments): MessageMetadata | undefined {
  const metadata = args.nested('metadata', 'invalid_metadata_format');
  if (metadata === undefined) return undefined;
  if (!isJson(metadata)) throw new SlackRefusal('invalid_metadata_format');
  const { event_type: type, event_payload: payload, ...more } = metadata;
  if (typeof type !== 'string' || !/^[a-zA-Z0-9_.:/-]{1,255}$/.test(type) || !isJson(payload)) {
    throw new SlackRefusal('invalid_metadata_format');
  }
  if (Object.keys(more).some((name) => name !== 'entities')) throw new SlackRefusal('invalid_metadata_schema');
  if (Buffer.byteLength(JSON.stringify(metadata)) > MAX_METADATA_BYTES) throw new SlackRefusal('metadata_too_large');
  return { event_type: type, event_payload: payload };
}
