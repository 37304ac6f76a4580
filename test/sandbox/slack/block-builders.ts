import { expect } from 'vitest';
import { validateMessageBlocks } from '../../../sandbox/slack/block-kit/validate-message-blocks.ts';

export type Block = Record<string, unknown>;

export const x = (length: number): string => 'x'.repeat(length);
export const plain = (length: number) => ({ type: 'plain_text', text: x(length) });
export const mrkdwn = (length: number) => ({ type: 'mrkdwn', text: x(length) });
export const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
export const divider = { type: 'divider' };
export const button = (more: Block = {}) => ({ type: 'button', text: plain(5), ...more });
export const actions = (...elements: Block[]) => ({ type: 'actions', elements });
export const option = (index: number, more: Block = {}) => ({ text: plain(3), value: `v${index}`, ...more });
export const select = (more: Block) => actions({ type: 'static_select', ...more });
export const input = (element: Block, more: Block = {}) => ({ type: 'input', label: plain(5), element, ...more });
export const textInput = { type: 'plain_text_input' };
export const confirm = (title: number, text: number, yes: number) => ({
  title: plain(title),
  text: mrkdwn(text),
  confirm: plain(yes),
  deny: plain(yes),
});
export const rich = (text: string) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
});
export const rows = (count: number, width: number, length: number) =>
  many(count, () => many(width, () => ({ type: 'raw_text', text: x(length) })));

/** A limit: one case just inside, one just outside, and where Slack points. */
export type Limit = readonly [name: string, inside: Block[], outside: Block[], pointer: string];

export function expectLimit(inside: Block[], outside: Block[], pointer: string): void {
  expect(validateMessageBlocks(inside)).toEqual({ messages: [] });
  const verdict = validateMessageBlocks(outside);
  expect(verdict.error).toBe('invalid_blocks');
  expect(verdict.messages.join('\n')).toContain(`[json-pointer:${pointer}]`);
}
