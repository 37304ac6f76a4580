import { listOf, textOf } from '../json.ts';
import { anyBlock } from './blocks.ts';
import { complain, formatIssue, list, newReport } from './check.ts';

/** Slack names no figure; measurements of others put it at about 13 kB of blocks JSON. */
export const MAX_MESSAGE_BLOCKS_BYTES = 13_000;
export const MAX_MESSAGE_BLOCKS = 50;

/** What Slack says of the blocks of a message: its error code, and the complaints with JSON pointers. */
export interface BlockVerdict {
  readonly error?: 'invalid_blocks' | 'invalid_blocks_format' | 'msg_blocks_too_long';
  readonly messages: readonly string[];
}

export function validateMessageBlocks(blocks: unknown): BlockVerdict {
  if (!Array.isArray(blocks)) return { error: 'invalid_blocks_format', messages: [] };
  const report = newReport('message');
  const at = { pointer: '/blocks', report };
  list(anyBlock, { max: MAX_MESSAGE_BLOCKS })(blocks, at);
  const all = listOf(blocks);
  const count = (type: string): number => all.filter((block) => block['type'] === type).length;
  if (count('table') > 1) complain(at, 'only one table allowed');
  if (count('data_visualization') > 2) complain(at, 'no more than 2 data_visualization blocks allowed');
  const markdown = all.filter((block) => block['type'] === 'markdown').map((block) => textOf(block['text']));
  if (markdown.length > 1 && [...markdown.join('')].length > 12_000) {
    complain(at, 'markdown blocks must be less than 12001 characters together');
  }
  if (report.issues.length > 0) return { error: 'invalid_blocks', messages: report.issues.map(formatIssue) };
  if (Buffer.byteLength(JSON.stringify(blocks)) > MAX_MESSAGE_BLOCKS_BYTES) {
    return { error: 'msg_blocks_too_long', messages: [] };
  }
  return { messages: [] };
}
