import type { InputBlock, KnownBlock, PlainTextOption } from '@slack/types';
import type { Field } from '../../core/input.ts';
import { cut, limits } from '../rendering/limits.ts';
import { visible } from '../rendering/visible.ts';

/** The one element inside each input block; the block's id names the field. */
const valueAction = 'assay.value';
/** Selects with live search: their suggestions are asked for by this id. */
export const choiceAction = 'assay.choice';

export const fieldBlockId = (name: string): string => `field:${name}`;
export const fieldOfBlock = (blockId: string): string | undefined => /^field:(.+)$/s.exec(blockId)?.[1];

const plain = (text: string, most: number) => ({
  type: 'plain_text' as const,
  text: cut(visible(text), most) || ' ',
  emoji: false,
});
export const optionOf = (label: string, value: string, hint?: string): PlainTextOption => ({
  text: plain(label, limits.optionText),
  value,
  ...(hint ? { description: plain(hint, limits.optionText) } : {}),
});

/** What stands in a field at first, as the text a person would have typed. */
function prefillText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(String).join('\n');
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([key, text]) => `${key}=${String(text)}`)
      .join('\n');
  return String(value);
}

function placeholderOf(field: Field) {
  const example = field.kind === 'tags' ? 'team=web' : field.example;
  return example ? { placeholder: plain(example, limits.placeholder) } : {};
}

function textElement(field: Field, initial: string): InputBlock['element'] {
  return {
    type: 'plain_text_input',
    action_id: valueAction,
    multiline: field.multiline === true || field.kind === 'tags' || field.kind === 'list' || initial.includes('\n'),
    ...(initial ? { initial_value: cut(initial, limits.inputText) } : {}),
    ...placeholderOf(field),
  };
}

function searchElement(field: Field, initial: string): InputBlock['element'] {
  const values = initial.split(/[\n,]/).filter((value) => value !== '');
  // A prefilled value an option cannot hold: better typed than lost.
  if (values.some((value) => value.length > limits.optionValue)) return textElement(field, initial);
  const common = { action_id: choiceAction, min_query_length: 0, ...placeholderOf(field) };
  if (field.kind === 'list')
    return {
      type: 'multi_external_select',
      ...common,
      ...(values.length > 0 ? { initial_options: values.map((value) => optionOf(value, value)) } : {}),
    };
  return { type: 'external_select', ...common, ...(initial ? { initial_option: optionOf(initial, initial) } : {}) };
}

function choiceElement(field: Field, initial: string): InputBlock['element'] {
  const options = (field.options ?? []).slice(0, limits.options).map((option) => optionOf(option, option));
  const chosen = options.find(({ value }) => value === initial);
  const common = { action_id: valueAction, options, ...(chosen ? { initial_option: chosen } : {}) };
  // Radio buttons cannot be cleared again: only where one of them must be chosen.
  const isRadio = options.length <= 5 && (field.required || field.initial !== undefined);
  return isRadio ? { type: 'radio_buttons', ...common } : { type: 'static_select', ...common };
}

function flagElement(field: Field, initial: string): InputBlock['element'] {
  // A long hint stands below, whole; here it would be cut.
  const options = [optionOf(field.hint.length <= limits.optionText ? field.hint : 'Yes', 'yes')];
  return {
    type: 'checkboxes',
    action_id: valueAction,
    options,
    ...(initial === 'true' ? { initial_options: options } : {}),
  };
}

function elementOf(field: Field, initial: string): InputBlock['element'] {
  if (field.kind === 'flag') return flagElement(field, initial);
  if (field.kind === 'choice') return choiceElement(field, initial);
  if (field.kind === 'number')
    return {
      type: 'number_input',
      action_id: valueAction,
      is_decimal_allowed: true,
      ...(/^-?\d+(\.\d+)?$/.test(initial) ? { initial_value: initial } : {}),
    };
  if (field.choices !== undefined && (field.kind === 'text' || field.kind === 'list'))
    return searchElement(field, initial);
  return textElement(field, initial);
}

/** A field of a command's input as a modal's input block, filled in with what is known. */
export function fieldBlock(field: Field, value: unknown): KnownBlock {
  const initial = prefillText(value) || (field.initial ?? '');
  const hint =
    field.kind === 'tags' && !field.hint.includes('=') ? `${field.hint} key=value, one per line.` : field.hint;
  return {
    type: 'input',
    block_id: fieldBlockId(field.name),
    label: plain(field.title, 48),
    element: elementOf(field, initial),
    optional: !field.required || field.kind === 'flag',
    ...(field.kind === 'flag' && field.hint.length <= limits.optionText ? {} : { hint: plain(hint, limits.inputHint) }),
  };
}
