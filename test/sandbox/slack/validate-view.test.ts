import { describe, expect, it } from 'vitest';
import { validateView } from '../../../sandbox/slack/block-kit/validate-view.ts';
import { type Block, divider, input, many, mrkdwn, plain, rows, textInput, x } from './block-builders.ts';

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
