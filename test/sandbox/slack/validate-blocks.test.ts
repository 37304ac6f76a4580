import { describe, expect, it } from 'vitest';
import { validateMessageBlocks } from '../../../sandbox/slack/block-kit/validate-message-blocks.ts';
import { validateView } from '../../../sandbox/slack/block-kit/validate-view.ts';

type Block = Record<string, unknown>;

const x = (length: number): string => 'x'.repeat(length);
const plain = (length: number) => ({ type: 'plain_text', text: x(length) });
const mrkdwn = (length: number) => ({ type: 'mrkdwn', text: x(length) });
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const divider = { type: 'divider' };
const button = (more: Block = {}) => ({ type: 'button', text: plain(5), ...more });
const actions = (...elements: Block[]) => ({ type: 'actions', elements });
const option = (index: number, more: Block = {}) => ({ text: plain(3), value: `v${index}`, ...more });
const select = (more: Block) => actions({ type: 'static_select', ...more });
const input = (element: Block, more: Block = {}) => ({ type: 'input', label: plain(5), element, ...more });
const textInput = { type: 'plain_text_input' };
const confirm = (title: number, text: number, yes: number) => ({
  title: plain(title),
  text: mrkdwn(text),
  confirm: plain(yes),
  deny: plain(yes),
});
const rich = (text: string) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
});
const rows = (count: number, width: number, length: number) =>
  many(count, () => many(width, () => ({ type: 'raw_text', text: x(length) })));

/** A limit: one case just inside, one just outside, and where Slack points. */
const limits: readonly [name: string, inside: Block[], outside: Block[], pointer: string][] = [
  ['50 blocks', many(50, () => divider), many(51, () => divider), '/blocks'],
  [
    'section text 3000',
    [{ type: 'section', text: mrkdwn(3000) }],
    [{ type: 'section', text: mrkdwn(3001) }],
    '/blocks/0/text/text',
  ],
  [
    'section text not empty',
    [{ type: 'section', text: mrkdwn(1) }],
    [{ type: 'section', text: mrkdwn(0) }],
    '/blocks/0/text/text',
  ],
  [
    '10 fields',
    [{ type: 'section', fields: many(10, () => mrkdwn(1)) }],
    [{ type: 'section', fields: many(11, () => mrkdwn(1)) }],
    '/blocks/0/fields',
  ],
  [
    'field 2000',
    [{ type: 'section', fields: [mrkdwn(2000)] }],
    [{ type: 'section', fields: [mrkdwn(2001)] }],
    '/blocks/0/fields/0/text',
  ],
  ['section needs something', [{ type: 'section', fields: [mrkdwn(1)] }], [{ type: 'section' }], '/blocks/0'],
  ['header 150', [{ type: 'header', text: plain(150) }], [{ type: 'header', text: plain(151) }], '/blocks/0/text/text'],
  [
    'header is plain',
    [{ type: 'header', text: plain(1) }],
    [{ type: 'header', text: mrkdwn(1) }],
    '/blocks/0/text/type',
  ],
  [
    'context 10',
    [{ type: 'context', elements: many(10, () => mrkdwn(1)) }],
    [{ type: 'context', elements: many(11, () => mrkdwn(1)) }],
    '/blocks/0/elements',
  ],
  ['actions 25', [actions(...many(25, () => button()))], [actions(...many(26, () => button()))], '/blocks/0/elements'],
  ['actions not empty', [actions(button())], [actions()], '/blocks/0/elements'],
  [
    'button text 75',
    [actions(button({ text: plain(75) }))],
    [actions(button({ text: plain(76) }))],
    '/blocks/0/elements/0/text/text',
  ],
  [
    'button value 2000',
    [actions(button({ value: x(2000) }))],
    [actions(button({ value: x(2001) }))],
    '/blocks/0/elements/0/value',
  ],
  [
    'button url 3000',
    [actions(button({ url: x(3000) }))],
    [actions(button({ url: x(3001) }))],
    '/blocks/0/elements/0/url',
  ],
  [
    'button style',
    [actions(button({ style: 'danger' }))],
    [actions(button({ style: 'default' }))],
    '/blocks/0/elements/0/style',
  ],
  [
    'accessibility label 75',
    [actions(button({ accessibility_label: x(75) }))],
    [actions(button({ accessibility_label: x(76) }))],
    '/blocks/0/elements/0/accessibility_label',
  ],
  [
    'action_id 255',
    [actions(button({ action_id: x(255) }))],
    [actions(button({ action_id: x(256) }))],
    '/blocks/0/elements/0/action_id',
  ],
  [
    'action_id unique',
    [actions(button({ action_id: 'a' }), button({ action_id: 'b' }))],
    [actions(button({ action_id: 'a' }), button({ action_id: 'a' }))],
    '/blocks/0/elements/1/action_id',
  ],
  ['block_id 255', [{ ...divider, block_id: x(255) }], [{ ...divider, block_id: x(256) }], '/blocks/0/block_id'],
  [
    'block_id unique',
    [
      { ...divider, block_id: 'a' },
      { ...divider, block_id: 'b' },
    ],
    [
      { ...divider, block_id: 'a' },
      { ...divider, block_id: 'a' },
    ],
    '/blocks/1/block_id',
  ],
  [
    'confirm title 100',
    [actions(button({ confirm: confirm(100, 1, 1) }))],
    [actions(button({ confirm: confirm(101, 1, 1) }))],
    '/blocks/0/elements/0/confirm/title/text',
  ],
  [
    'confirm text 300',
    [actions(button({ confirm: confirm(1, 300, 1) }))],
    [actions(button({ confirm: confirm(1, 301, 1) }))],
    '/blocks/0/elements/0/confirm/text/text',
  ],
  [
    'confirm button 30',
    [actions(button({ confirm: confirm(1, 1, 30) }))],
    [actions(button({ confirm: confirm(1, 1, 31) }))],
    '/blocks/0/elements/0/confirm/confirm/text',
  ],
  [
    '100 options',
    [select({ options: many(100, option) })],
    [select({ options: many(101, option) })],
    '/blocks/0/elements/0/options',
  ],
  ['options not empty', [select({ options: [option(1)] })], [select({ options: [] })], '/blocks/0/elements/0/options'],
  [
    'option text 75',
    [select({ options: [option(1, { text: plain(75) })] })],
    [select({ options: [option(1, { text: plain(76) })] })],
    '/blocks/0/elements/0/options/0/text/text',
  ],
  [
    'option value 75',
    [select({ options: [option(1, { value: x(75) })] })],
    [select({ options: [option(1, { value: x(76) })] })],
    '/blocks/0/elements/0/options/0/value',
  ],
  [
    'option description 75',
    [select({ options: [option(1, { description: plain(75) })] })],
    [select({ options: [option(1, { description: plain(76) })] })],
    '/blocks/0/elements/0/options/0/description/text',
  ],
  [
    '100 groups',
    [select({ option_groups: many(100, (index) => ({ label: plain(3), options: [option(index)] })) })],
    [select({ option_groups: many(101, (index) => ({ label: plain(3), options: [option(index)] })) })],
    '/blocks/0/elements/0/option_groups',
  ],
  ['options or groups', [select({ options: [option(1)] })], [select({})], '/blocks/0/elements/0'],
  [
    'initial option offered',
    [select({ options: [option(1)], initial_option: option(1) })],
    [select({ options: [option(1)], initial_option: option(2) })],
    '/blocks/0/elements/0',
  ],
  [
    'placeholder 150',
    [select({ options: [option(1)], placeholder: plain(150) })],
    [select({ options: [option(1)], placeholder: plain(151) })],
    '/blocks/0/elements/0/placeholder/text',
  ],
  [
    'overflow 5',
    [actions({ type: 'overflow', options: many(5, option) })],
    [actions({ type: 'overflow', options: many(6, option) })],
    '/blocks/0/elements/0/options',
  ],
  [
    'checkboxes 10',
    [actions({ type: 'checkboxes', options: many(10, option) })],
    [actions({ type: 'checkboxes', options: many(11, option) })],
    '/blocks/0/elements/0/options',
  ],
  [
    'input label 2000',
    [input(textInput, { label: plain(2000) })],
    [input(textInput, { label: plain(2001) })],
    '/blocks/0/label/text',
  ],
  [
    'input hint 2000',
    [input(textInput, { hint: plain(2000) })],
    [input(textInput, { hint: plain(2001) })],
    '/blocks/0/hint/text',
  ],
  ['input takes no button', [input(textInput)], [input(button())], '/blocks/0/element/type'],
  [
    'max_length 3000',
    [input({ ...textInput, max_length: 3000 })],
    [input({ ...textInput, max_length: 3001 })],
    '/blocks/0/element/max_length',
  ],
  [
    'image alt 2000',
    [{ type: 'image', image_url: 'u', alt_text: x(2000) }],
    [{ type: 'image', image_url: 'u', alt_text: x(2001) }],
    '/blocks/0/alt_text',
  ],
  [
    'image has a source',
    [{ type: 'image', image_url: 'u', alt_text: 'a' }],
    [{ type: 'image', alt_text: 'a' }],
    '/blocks/0',
  ],
  [
    'markdown 12000',
    [{ type: 'markdown', text: x(12_000) }],
    [{ type: 'markdown', text: x(12_001) }],
    '/blocks/0/text',
  ],
  [
    'markdown 12000 together',
    [
      { type: 'markdown', text: x(6000) },
      { type: 'markdown', text: x(6000) },
    ],
    [
      { type: 'markdown', text: x(6000) },
      { type: 'markdown', text: x(6001) },
    ],
    '/blocks',
  ],
  ['rich text not empty', [rich('x')], [rich('')], '/blocks/0/elements/0/elements/0/text'],
  [
    'table 100 rows',
    [{ type: 'table', rows: rows(100, 1, 1) }],
    [{ type: 'table', rows: rows(101, 1, 1) }],
    '/blocks/0/rows',
  ],
  [
    'table 20 cells',
    [{ type: 'table', rows: rows(1, 20, 1) }],
    [{ type: 'table', rows: rows(1, 21, 1) }],
    '/blocks/0/rows/0',
  ],
  [
    'table 10000 characters',
    [{ type: 'table', rows: rows(2, 1, 5000) }],
    [{ type: 'table', rows: rows(2, 1, 5001) }],
    '/blocks/0',
  ],
  [
    'table cell not empty',
    [{ type: 'table', rows: rows(1, 1, 1) }],
    [{ type: 'table', rows: rows(1, 1, 0) }],
    '/blocks/0/rows/0/0/text',
  ],
  [
    'one table',
    [{ type: 'table', rows: rows(1, 1, 1) }],
    many(2, () => ({ type: 'table', rows: rows(1, 1, 1) })),
    '/blocks',
  ],
  ['no unknown block', [divider], [{ type: 'sparkles' }], '/blocks/0/type'],
  ['no unknown field', [divider], [{ type: 'divider', colour: 'red' }], '/blocks/0'],
  ['no unknown element', [actions(button())], [actions({ type: 'lever' })], '/blocks/0/elements/0/type'],
  ['alert only in modals', [divider], [{ type: 'alert', text: plain(3) }], '/blocks/0/type'],
  [
    'number input only in modals',
    [input(textInput)],
    [input({ type: 'number_input', is_decimal_allowed: false })],
    '/blocks/0/element/type',
  ],
  [
    'card body 200',
    [{ type: 'card', body: mrkdwn(200) }],
    [{ type: 'card', body: mrkdwn(201) }],
    '/blocks/0/body/text',
  ],
];

describe('blocks of a message', () => {
  it.each(limits)('%s', (_name, inside, outside, pointer) => {
    expect(validateMessageBlocks(inside)).toEqual({ messages: [] });
    const verdict = validateMessageBlocks(outside);
    expect(verdict.error).toBe('invalid_blocks');
    expect(verdict.messages.join('\n')).toContain(`[json-pointer:${pointer}]`);
  });

  it('are limited in bytes all together', () => {
    const sections = (last: number) => [
      ...many(4, () => ({ type: 'section', text: mrkdwn(3000) })),
      { type: 'section', text: mrkdwn(last) },
    ];
    const rest = 13_000 - Buffer.byteLength(JSON.stringify(sections(1)));
    expect(validateMessageBlocks(sections(rest + 1))).toEqual({ messages: [] });
    expect(validateMessageBlocks(sections(rest + 2)).error).toBe('msg_blocks_too_long');
  });

  it('are an array', () => {
    expect(validateMessageBlocks({ type: 'divider' }).error).toBe('invalid_blocks_format');
  });
});

const modal = (more: Block) => ({ type: 'modal', title: plain(5), blocks: [divider], ...more });
const viewLimits: readonly [name: string, inside: Block, outside: Block, pointer: string][] = [
  ['title 24', modal({ title: plain(24) }), modal({ title: plain(25) }), '/view/title/text'],
  ['submit 24', modal({ submit: plain(24) }), modal({ submit: plain(25) }), '/view/submit/text'],
  ['close 24', modal({ close: plain(24) }), modal({ close: plain(25) }), '/view/close/text'],
  [
    '100 blocks',
    modal({ blocks: many(100, () => divider) }),
    modal({ blocks: many(101, () => divider) }),
    '/view/blocks',
  ],
  [
    'private_metadata 3000',
    modal({ private_metadata: x(3000) }),
    modal({ private_metadata: x(3001) }),
    '/view/private_metadata',
  ],
  ['callback_id 255', modal({ callback_id: x(255) }), modal({ callback_id: x(256) }), '/view/callback_id'],
  ['external_id 255', modal({ external_id: x(255) }), modal({ external_id: x(256) }), '/view/external_id'],
  [
    'inputs need submit',
    modal({ blocks: [input(textInput)], submit: plain(4) }),
    modal({ blocks: [input(textInput)] }),
    '/view',
  ],
  [
    'alert 200',
    modal({ blocks: [{ type: 'alert', text: plain(200) }] }),
    modal({ blocks: [{ type: 'alert', text: plain(201) }] }),
    '/view/blocks/0/text/text',
  ],
  ['no table', modal({}), modal({ blocks: [{ type: 'table', rows: rows(1, 1, 1) }] }), '/view/blocks/0/type'],
];

describe('views', () => {
  it.each(viewLimits)('%s', (_name, inside, outside, pointer) => {
    expect(validateView(inside, 'modal')).toEqual({ messages: [] });
    const verdict = validateView(outside, 'modal');
    expect(verdict.error).toBe('invalid_arguments');
    expect(verdict.messages.join('\n')).toContain(`[json-pointer:${pointer}]`);
  });

  it('are limited in bytes all together', () => {
    const big = modal({ blocks: many(100, () => ({ type: 'section', text: mrkdwn(2600) })) });
    expect(validateView(big, 'modal').error).toBe('view_too_large');
  });

  it('of the home tab have no title', () => {
    expect(validateView({ type: 'home', blocks: [divider] }, 'home').error).toBeUndefined();
    expect(validateView({ type: 'home', blocks: [divider], title: plain(3) }, 'home').error).toBe('invalid_arguments');
  });
});
