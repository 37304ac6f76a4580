import type { Any } from './mangle.ts';

type Fields = { [key: string]: Any };
const option = (value: Any): Fields => ({ text: { type: 'plain_text', text: 'x', emoji: false }, value });

/** What a text field, and whatever else holds one text, may say. */
const texts: readonly string[] = [
  ' ',
  '<!channel> EVIL',
  '<@U0EVIL0001>',
  '__proto__',
  'constructor=1',
  '-1',
  '1e999',
  'NaN',
  'null',
  'a=b=c\n\n=\nx',
  '\u202egnp.EVIL\u202c\u0000\n*EVIL*',
  'x'.repeat(3000),
  'é'.repeat(20_000),
  ','.repeat(500),
  'ami-0a1b2c3d4e5f6a006',
  'i-0a1b2c3d4e5f60001',
  'r-aaaaaaaaaa',
  'prod',
  '9999999999999999999999',
  '25:99',
  '* * * * *',
];

/** A field in every state it can have, and in many it cannot. */
export const fieldStates: readonly Any[] = [
  ...texts.map((value): Any => ({ type: 'plain_text_input', value })),
  ...texts.map((value): Any => ({ type: 'external_select', selected_option: option(value) })),
  ...texts.slice(0, 12).map((value): Any => ({ type: 'checkboxes', selected_options: [option(value), option(value)] })),
  { type: 'plain_text_input', value: null },
  { type: 'plain_text_input' },
  {},
  { type: 'plain_text_input', value: 7 },
  { type: 'plain_text_input', value: ['x'] },
  { type: 'plain_text_input', value: { a: 1 } },
  { type: 'external_select', selected_option: null },
  { type: 'external_select', selected_option: {} },
  { type: 'external_select', selected_option: 'x' },
  { type: 'external_select', selected_option: option(null) },
  { type: 'external_select', selected_option: option(7) },
  { type: 'checkboxes', selected_options: null },
  { type: 'checkboxes', selected_options: [] },
  { type: 'checkboxes', selected_options: 'yes' },
  { type: 'checkboxes', selected_options: [null] },
  { type: 'checkboxes', selected_options: [{ value: [] }] },
  { type: 'multi_external_select', selected_options: Array.from({ length: 300 }, (_, n) => option(`x${n}`)) },
  { type: 'users_select', selected_user: 'U0EVIL0001' },
  { type: 'datepicker', selected_date: '2026-02-31' },
  { type: 'rich_text_input', rich_text_value: { type: 'rich_text', elements: [] } },
  { type: 'file_input', files: [{ id: 'F1' }] },
  null,
  7,
  'x',
  [],
  [{ value: 'x' }],
];

/** What a form remembers, made worse. */
export const wrongStates = (state: string): readonly string[] => {
  const parsed = JSON.parse(state) as Fields;
  const like = (more: Fields): string => JSON.stringify({ ...parsed, ...more });
  return [
    '',
    'null',
    '[]',
    'x',
    state.slice(0, -1),
    state.slice(0, state.length / 2),
    `${state}${state}`,
    'z:',
    'z:AAAA',
    `z:${Buffer.alloc(500, 7).toString('base64')}`,
    '9'.repeat(3000),
    '['.repeat(1500),
    ...['', 'help', 'status', 'create', 'promote', '__proto__', 'toString', '<!channel>'].map((command) =>
      like({ command }),
    ),
    like({ command: 7 }),
    like({ command: null }),
    ...['', 'C0NOWHERE', 'C0APPROVALS', '<!channel>', 'U0ADA00001', '../x'].map((channel) => like({ channel })),
    like({ channel: null }),
    like({ input: null }),
    like({ input: [] }),
    like({ input: 'x' }),
    like({ input: {} }),
    like({ input: { ...(parsed['input'] as Fields), strange: '<!channel> EVIL' } }),
    like({ input: JSON.parse('{"__proto__":{"polluted":true}}') as Fields }),
    like({ input: Object.fromEntries(Object.keys((parsed['input'] ?? {}) as Fields).map((key) => [key, { a: 1 }])) }),
    like({ input: Object.fromEntries(Object.keys((parsed['input'] ?? {}) as Fields).map((key) => [key, null])) }),
    like({
      input: Object.fromEntries(Object.keys((parsed['input'] ?? {}) as Fields).map((key) => [key, '<!here> EVIL'])),
    }),
    like({ unknown: 'EVIL' }),
  ];
};
