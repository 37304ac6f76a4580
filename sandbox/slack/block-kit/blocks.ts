import { isJson } from '../json.ts';
import {
  all,
  anything,
  boolean,
  byType,
  type Check,
  complain,
  into,
  list,
  object,
  oneOf,
  type Surface,
  string,
} from './check.ts';
import { anyText, imageSource, mrkdwn, oneImageSource, plainText } from './composition.ts';
import { dataTable, table } from './data-blocks.ts';
import {
  accessory,
  actionsElement,
  buttonElement,
  contextActionsElement,
  contextElement,
  imageElement,
  inputElement,
} from './elements.ts';
import { richTextBlock } from './rich-text.ts';

type Fields = Readonly<Record<string, Check>>;

const everywhere: readonly Surface[] = ['message', 'modal', 'home'];
const messageOnly: readonly Surface[] = ['message'];
const messageAndHome: readonly Surface[] = ['message', 'home'];

function block(type: string, required: Fields, optional: Fields = {}): Check {
  return object({ type: oneOf(type), ...required }, { block_id: anything, ...optional });
}

const needsOneOf =
  (...names: readonly string[]): Check =>
  (value, at) => {
    if (isJson(value) && names.every((name) => value[name] === undefined)) {
      complain(at, `missing required field: ${names.join(' or ')}`);
    }
  };

const section = all(
  block(
    'section',
    {},
    {
      text: anyText(3000),
      fields: list(anyText(2000), { min: 1, max: 10 }),
      accessory,
      expand: boolean,
    },
  ),
  needsOneOf('text', 'fields'),
);

const card = all(
  block(
    'card',
    {},
    {
      hero_image: imageElement,
      icon: imageElement,
      title: anyText(150),
      subtitle: anyText(150),
      body: mrkdwn(200),
      subtext: anyText(200),
      actions: list(buttonElement, { min: 1, max: 3 }),
    },
  ),
  needsOneOf('hero_image', 'title', 'actions', 'body'),
);

const taskCard = block(
  'task_card',
  {
    task_id: string({ min: 1, max: 255 }),
    title: string({ min: 1 }),
    status: oneOf('pending', 'in_progress', 'complete', 'error'),
  },
  { details: richTextBlock, output: richTextBlock, sources: list(anything, { max: 100 }) },
);

const image = all(
  block('image', { alt_text: string({ min: 1, max: 2000 }) }, { title: plainText(2000), ...imageSource }),
  oneImageSource,
);

const video = block(
  'video',
  {
    video_url: string({ min: 1 }),
    thumbnail_url: string({ min: 1 }),
    alt_text: string({ min: 1 }),
    title: plainText(200),
  },
  {
    title_url: string(),
    author_name: string(),
    provider_name: string(),
    provider_icon_url: string(),
    description: plainText(200),
  },
);

const input = block(
  'input',
  { label: plainText(2000), element: inputElement },
  {
    hint: plainText(2000),
    optional: boolean,
    dispatch_action: boolean,
  },
);

/** Only the title is checked: the rest of this block is newer than the published types. */
const dataVisualization: Check = (value, at) => {
  if (!isJson(value)) return;
  if (value['title'] !== undefined) anyTitle(value['title'], into(at, 'title'));
};
const anyTitle: Check = (value, at) =>
  typeof value === 'string' ? string({ min: 1, max: 50 })(value, at) : plainText(50)(value, at);

const nested = ['actions', 'context', 'divider', 'header', 'image', 'input', 'rich_text', 'section', 'table', 'video'];

const container = all(
  block(
    'container',
    { child_blocks: list((value, at) => childBlock(value, at), { min: 1, max: 10 }) },
    {
      title: plainText(150),
      rich_text_title: richTextBlock,
      subtitle: anyText(150),
      width: oneOf('narrow', 'standard', 'wide', 'full'),
      icon: imageElement,
      is_collapsible: boolean,
      default_collapsed: boolean,
      has_header_divider: boolean,
    },
  ),
  needsOneOf('title', 'rich_text_title'),
);

const known: Readonly<Record<string, readonly [readonly Surface[], Check]>> = {
  section: [everywhere, section],
  header: [everywhere, block('header', { text: plainText(150) })],
  context: [everywhere, block('context', { elements: list(contextElement, { min: 1, max: 10 }) })],
  actions: [everywhere, block('actions', { elements: list(actionsElement, { min: 1, max: 25 }) })],
  context_actions: [
    messageOnly,
    block('context_actions', { elements: list(contextActionsElement, { min: 1, max: 5 }) }),
  ],
  divider: [everywhere, block('divider', {})],
  image: [everywhere, image],
  input: [everywhere, input],
  rich_text: [everywhere, richTextBlock],
  markdown: [messageOnly, block('markdown', { text: string({ min: 1, max: 12_000 }) })],
  table: [messageAndHome, table],
  data_table: [messageAndHome, dataTable],
  data_visualization: [messageAndHome, dataVisualization],
  alert: [
    ['modal'],
    block('alert', { text: anyText(200) }, { level: oneOf('default', 'info', 'warning', 'error', 'success') }),
  ],
  card: [everywhere, card],
  carousel: [everywhere, block('carousel', { elements: list(card, { min: 1, max: 10 }) })],
  container: [messageAndHome, container],
  task_card: [messageOnly, taskCard],
  plan: [messageOnly, block('plan', { title: string({ min: 1 }) }, { tasks: list(taskCard, { max: 50 }) })],
  video: [everywhere, video],
};

const blockId = string({ min: 1, max: 255 });
const checks = Object.fromEntries(Object.entries(known).map(([type, [, check]]) => [type, check]));
const blockShape = byType(() => checks);
const childBlock = byType(() => checks, nested);

/** One block: a known type on a surface that shows it, its limits, its id unique in the message or view. */
export const anyBlock: Check = (value, at) => {
  at.report.actionIds.clear();
  const type = isJson(value) ? value['type'] : undefined;
  const surfaces = typeof type === 'string' ? known[type]?.[0] : undefined;
  if (surfaces !== undefined && !surfaces.includes(at.report.surface)) {
    return complain(into(at, 'type'), `unsupported type: ${String(type)}`);
  }
  blockShape(value, at);
  const id = isJson(value) ? value['block_id'] : undefined;
  if (id === undefined) return;
  blockId(id, into(at, 'block_id'));
  if (typeof id !== 'string') return;
  if (at.report.blockIds.has(id)) complain(into(at, 'block_id'), `duplicate block_id: ${id}`);
  at.report.blockIds.add(id);
};
