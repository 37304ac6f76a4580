import { z } from 'zod';
import { limits } from './limits.ts';

const text = (most: number) =>
  z.looseObject({ type: z.enum(['plain_text', 'mrkdwn']), text: z.string().min(1).max(most) });
const id = z.string().min(1).max(limits.id);
const button = z.looseObject({
  type: z.literal('button'),
  action_id: id.optional(),
  text: text(limits.buttonText),
  value: z.string().max(limits.buttonValue).optional(),
  url: z.string().max(limits.url).optional(),
  accessibility_label: z.string().min(1).max(limits.accessibilityLabel).optional(),
  confirm: z
    .looseObject({
      title: text(limits.confirmTitle),
      text: text(limits.confirmText),
      confirm: text(limits.confirmButton),
      deny: text(limits.confirmButton),
    })
    .optional(),
});
const option = z.looseObject({
  text: text(limits.optionText),
  value: z.string().min(1).max(limits.optionValue),
  description: text(limits.optionText).optional(),
});
const element = z.looseObject({
  // A bad button must not pass as some other element.
  type: z.string().refine((type) => type !== 'button'),
  action_id: id.optional(),
  placeholder: text(limits.placeholder).optional(),
  options: z.array(option).min(1).max(limits.options).optional(),
  initial_option: option.optional(),
  initial_options: z.array(option).min(1).max(limits.options).optional(),
  initial_value: z.string().min(1).max(limits.inputText).optional(),
});
const richElement = z.union([
  z.looseObject({ type: z.literal('text'), text: z.string().min(1) }),
  z.looseObject({ type: z.enum(['user', 'usergroup', 'channel', 'emoji', 'broadcast']) }),
  z.looseObject({ type: z.literal('date'), timestamp: z.int().min(0), format: z.string(), fallback: z.string() }),
  z.looseObject({ type: z.literal('link'), url: z.string().min(1).max(limits.url) }),
]);

const block = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('divider') }),
  z.looseObject({
    type: z.literal('image'),
    alt_text: z.string().min(1).max(limits.altText),
    title: text(limits.imageTitle).optional(),
    slack_file: z.strictObject({ id: z.string().min(1) }),
  }),
  z.looseObject({ type: z.literal('header'), text: text(limits.header) }),
  z.looseObject({
    type: z.literal('section'),
    text: text(limits.sectionText),
    accessory: z.union([button, element]).optional(),
  }),
  z.looseObject({
    type: z.literal('context'),
    elements: z.array(text(limits.contextText)).min(1).max(limits.contextElements),
  }),
  z.looseObject({
    type: z.literal('actions'),
    elements: z
      .array(z.union([button, element]))
      .min(1)
      .max(limits.actionsElements)
      .refine(
        (elements) => new Set(elements.map((each) => each.action_id)).size === elements.length,
        'two elements have one action_id',
      ),
  }),
  z.looseObject({
    type: z.literal('rich_text'),
    elements: z
      .array(z.looseObject({ type: z.literal('rich_text_section'), elements: z.array(richElement).min(1).max(1000) }))
      .min(1),
  }),
  z.looseObject({
    type: z.literal('input'),
    label: text(limits.inputLabel),
    hint: text(limits.inputHint).optional(),
    element,
  }),
]);

const blocks = (most: number) =>
  z
    .array(block)
    .min(1)
    .max(most)
    .refine((all) => {
      const ids = all.flatMap((each) => (typeof each['block_id'] === 'string' ? [each['block_id']] : []));
      return new Set(ids).size === ids.length && ids.every((each) => each.length <= limits.id);
    }, 'two blocks have one block_id, or one is too long');

const size = (most: number) => (value: unknown) => Buffer.byteLength(JSON.stringify(value)) <= most;

const ShownMessage = z.object({
  text: z.string().min(1).max(limits.text),
  blocks: blocks(limits.messageBlocks).refine(size(limits.messageBytes), 'all blocks together are too long'),
});
const ShownView = z
  .looseObject({
    type: z.enum(['modal', 'home']),
    title: text(limits.viewTitle).optional(),
    submit: text(limits.viewTitle).optional(),
    close: text(limits.viewTitle).optional(),
    private_metadata: z.string().max(limits.privateMetadata).optional(),
    blocks: blocks(limits.viewBlocks),
  })
  .refine(size(limits.viewBytes), 'the view is too long')
  .refine((view) => view.submit || !view.blocks.some(({ type }) => type === 'input'), 'inputs need a submit button');

const problems = (result: z.ZodSafeParseResult<unknown>): readonly string[] =>
  result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('/')}: ${message}`);

/** What Slack would refuse in a message: empty when it would take it. */
export const messageProblems = (message: unknown): readonly string[] => problems(ShownMessage.safeParse(message));

/** What Slack would refuse in a modal or Home view. */
export const viewProblems = (view: unknown): readonly string[] => problems(ShownView.safeParse(view));
