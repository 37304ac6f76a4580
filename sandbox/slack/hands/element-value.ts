import type { OptionJson } from '../../contract.ts';
import { type Json, listOf, textOf } from '../json.ts';
import { SlackRefusal } from '../slack-refusal.ts';

/** The field of a value object (and of an action) that carries what was chosen, by element type. */
const fieldOf: Readonly<Record<string, { readonly chosen: string; readonly initial: string }>> = {
  plain_text_input: { chosen: 'value', initial: 'initial_value' },
  email_text_input: { chosen: 'value', initial: 'initial_value' },
  url_text_input: { chosen: 'value', initial: 'initial_value' },
  number_input: { chosen: 'value', initial: 'initial_value' },
  rich_text_input: { chosen: 'rich_text_value', initial: 'initial_value' },
  file_input: { chosen: 'files', initial: 'initial_files' },
  static_select: { chosen: 'selected_option', initial: 'initial_option' },
  external_select: { chosen: 'selected_option', initial: 'initial_option' },
  radio_buttons: { chosen: 'selected_option', initial: 'initial_option' },
  overflow: { chosen: 'selected_option', initial: 'initial_option' },
  users_select: { chosen: 'selected_user', initial: 'initial_user' },
  conversations_select: { chosen: 'selected_conversation', initial: 'initial_conversation' },
  channels_select: { chosen: 'selected_channel', initial: 'initial_channel' },
  datepicker: { chosen: 'selected_date', initial: 'initial_date' },
  timepicker: { chosen: 'selected_time', initial: 'initial_time' },
  datetimepicker: { chosen: 'selected_date_time', initial: 'initial_date_time' },
  checkboxes: { chosen: 'selected_options', initial: 'initial_options' },
  multi_static_select: { chosen: 'selected_options', initial: 'initial_options' },
  multi_external_select: { chosen: 'selected_options', initial: 'initial_options' },
  multi_users_select: { chosen: 'selected_users', initial: 'initial_users' },
  multi_conversations_select: { chosen: 'selected_conversations', initial: 'initial_conversations' },
  multi_channels_select: { chosen: 'selected_channels', initial: 'initial_channels' },
};

export type Offered = ReadonlyMap<string, OptionJson> | undefined;

/** Buttons and overflow menus act, but hold nothing. */
export function isStateful(element: Json): boolean {
  return element['type'] !== 'overflow' && fieldOf[textOf(element['type'])] !== undefined;
}

/** The value object of an untouched element. */
export function initialValue(element: Json): Json {
  const type = textOf(element['type']);
  const field = fieldOf[type];
  if (field === undefined) return { type };
  const empty = field.chosen.endsWith('s') ? [] : null;
  return { type, [field.chosen]: element[field.initial] ?? empty };
}

export function isEmptyValue(value: Json): boolean {
  const chosen = value[fieldOf[textOf(value['type'])]?.chosen ?? ''];
  return chosen === undefined || chosen === null || chosen === '' || (Array.isArray(chosen) && chosen.length === 0);
}

/** The value object after choosing `selected`: an option's value, an id, a date, or a text; "a,b" for several. */
export function chosenValue(element: Json, selected: string, offered: Offered): Json {
  const type = textOf(element['type']);
  const field = fieldOf[type];
  if (field === undefined) throw new SlackRefusal('element_holds_no_value');
  const many = selected === '' ? [] : selected.split(',');
  if (field.chosen === 'selected_options')
    return { type, selected_options: many.map((each) => pick(element, each, offered)) };
  if (field.chosen.endsWith('s')) return { type, [field.chosen]: many };
  if (field.chosen === 'selected_option') {
    return { type, selected_option: selected === '' ? null : pick(element, selected, offered) };
  }
  if (field.chosen === 'selected_date_time') return { type, selected_date_time: Number(selected) };
  return { type, [field.chosen]: selected === '' ? null : selected };
}

/**
 * Takes a value object from the page and makes sure that a person could have entered it: options must be among those
 * shown, or those an external select offered. Throws `option_not_found`.
 */
export function acceptedValue(element: Json, given: Json, offered: Offered): Json {
  const type = textOf(element['type']);
  const field = fieldOf[type];
  if (field === undefined) throw new SlackRefusal('element_holds_no_value');
  const chosen = given[field.chosen];
  if (field.chosen === 'selected_option') {
    const value = textOf((chosen as Json | null | undefined)?.['value']);
    return { type, selected_option: value === '' ? null : pick(element, value, offered) };
  }
  if (field.chosen === 'selected_options') {
    return { type, selected_options: listOf(chosen).map((each) => pick(element, textOf(each['value']), offered)) };
  }
  const empty = field.chosen.endsWith('s') ? [] : null;
  return { type, [field.chosen]: chosen === undefined || chosen === '' ? empty : chosen };
}

function pick(element: Json, value: string, offered: Offered): unknown {
  const shown = [
    ...listOf(element['options']),
    ...listOf(element['option_groups']).flatMap((group) => listOf(group['options'])),
    ...listOf(element['initial_options']),
    ...listOf([element['initial_option']]),
  ];
  const found = shown.find((option) => option['value'] === value) ?? offered?.get(value);
  if (found === undefined) throw new SlackRefusal('option_not_found');
  return found;
}
