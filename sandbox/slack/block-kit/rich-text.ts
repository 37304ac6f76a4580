import { anything, boolean, byType, type Check, integer, list, number, object, oneOf, string } from './check.ts';

const style = object({}, { bold: boolean, italic: boolean, strike: boolean, code: boolean, underline: boolean });
const id = string({ min: 1, max: 255 });
const styled = { style };

function inline(
  type: string,
  required: Readonly<Record<string, Check>>,
  optional: Readonly<Record<string, Check>>,
): Check {
  return object({ type: oneOf(type), ...required }, optional);
}

const inlines: Readonly<Record<string, Check>> = {
  text: inline('text', { text: string({ min: 1 }) }, styled),
  link: inline('link', { url: string({ min: 1, max: 3000 }) }, { text: string(), unsafe: boolean, ...styled }),
  user: inline('user', { user_id: id }, styled),
  usergroup: inline('usergroup', { usergroup_id: id }, styled),
  channel: inline('channel', { channel_id: id }, styled),
  emoji: inline('emoji', { name: id }, { unicode: string(), skin_tone: number, url: string(), ...styled }),
  date: inline(
    'date',
    { timestamp: integer(0, 9_999_999_999), format: string({ min: 1 }) },
    { url: string({ max: 3000 }), fallback: string({ min: 1 }), ...styled },
  ),
  broadcast: inline('broadcast', { range: oneOf('here', 'channel', 'everyone') }, styled),
  color: inline('color', { value: string({ pattern: /^#[0-9a-fA-F]{6}$/ }) }, {}),
  team: inline('team', { team_id: id }, styled),
};

const inlineList = list(
  byType(() => inlines),
  { max: 1000 },
);
const codeList = list(
  byType(() => inlines, ['text', 'link']),
  { max: 1000 },
);
const border = { border: integer(0, 1) };
const section = object({ type: oneOf('rich_text_section'), elements: inlineList });

const parts: Readonly<Record<string, Check>> = {
  rich_text_section: section,
  rich_text_list: object(
    {
      type: oneOf('rich_text_list'),
      style: oneOf('bullet', 'ordered'),
      elements: list(section, { min: 1, max: 1000 }),
    },
    { indent: integer(0, 8), offset: integer(0, 10_000), ...border },
  ),
  rich_text_preformatted: object(
    { type: oneOf('rich_text_preformatted'), elements: codeList },
    {
      language: string(),
      ...border,
    },
  ),
  rich_text_quote: object({ type: oneOf('rich_text_quote'), elements: inlineList }, border),
};

/** A `rich_text` block. No length limit is documented; text of no characters is refused. */
export const richTextBlock = object(
  {
    type: oneOf('rich_text'),
    elements: list(
      byType(() => parts),
      { min: 1, max: 1000 },
    ),
  },
  { block_id: anything },
);
