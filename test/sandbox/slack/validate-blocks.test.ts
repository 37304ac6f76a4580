import { describe, expect, it } from 'vitest';
import { validateMessageBlocks } from '../../../sandbox/slack/block-kit/validate-message-blocks.ts';
import { divider, expectLimit, type Limit, many, mrkdwn, plain, rich, rows, x } from './block-builders.ts';

const limits: readonly Limit[] = [
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
  ['alert only in modals', [divider], [{ type: 'alert', text: plain(3) }], '/blocks/0/type'],
  [
    'card body 200',
    [{ type: 'card', body: mrkdwn(200) }],
    [{ type: 'card', body: mrkdwn(201) }],
    '/blocks/0/body/text',
  ],
];

describe('blocks of a message', () => {
  it.each(limits)('%s', (_name, inside, outside, pointer) => expectLimit(inside, outside, pointer));

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
