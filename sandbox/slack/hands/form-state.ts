import type { ViewValues } from '../../contract.ts';
import { isJson, type Json, jsonOf, textOf } from '../json.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import type { View } from '../view-store.ts';
import { type Desk, placeOf } from './desk.ts';
import { acceptedValue, initialValue, isEmptyValue, isStateful } from './element-value.ts';
import { elementsOf, type PlacedElement } from './find-element.ts';

type Values = Record<string, Record<string, Json>>;

/** `state.values` as Slack sends it: every element that holds something, untouched ones with their initial value. */
export function stateValues(elements: readonly PlacedElement[], entered: ViewValues): Values {
  const values: Values = {};
  for (const { blockId, actionId, element } of elements) {
    if (!isStateful(element)) continue;
    values[blockId] = { ...values[blockId], [actionId]: entered[blockId]?.[actionId] ?? initialValue(element) };
  }
  return values;
}

/** Takes in what the person entered in a view. Throws for fields that are not there or options never offered. */
export function enter(desk: Desk, view: View, given: ViewValues): void {
  const elements = elementsOf(view.source.blocks);
  const entered: Values = structuredClone(view.values) as Values;
  for (const [blockId, actions] of Object.entries(given)) {
    for (const [actionId, value] of Object.entries(actions)) {
      const placed = elements.find((each) => each.blockId === blockId && each.actionId === actionId);
      if (placed === undefined) throw new SlackRefusal('element_not_found');
      const offered = desk.offered.get(placeOf(view.id, blockId, actionId));
      entered[blockId] = { ...entered[blockId], [actionId]: acceptedValue(placed.element, value, offered) };
    }
  }
  view.values = entered;
}

/** What Slack itself finds wrong before it asks the app: block id to sentence. */
export function fieldErrors(view: View): Record<string, string> {
  const errors: Record<string, string> = {};
  const elements = elementsOf(view.source.blocks);
  const values = stateValues(elements, view.values);
  for (const { block, blockId, actionId, element } of elements) {
    if (block.type !== 'input') continue;
    const value = values[blockId]?.[actionId] ?? {};
    const sentence = isEmptyValue(value)
      ? block['optional'] === true
        ? undefined
        : 'Please complete this required field.'
      : complaintOf(element, value['value']);
    if (sentence !== undefined) errors[blockId] = sentence;
  }
  return errors;
}

function complaintOf(element: Json, value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const { min_length: min, max_length: max } = element;
  if (typeof min === 'number' && value.length < min) return `Please enter at least ${min} characters.`;
  const most = typeof max === 'number' ? max : 3000;
  if (element['type'] === 'plain_text_input' && value.length > most) return `Please enter at most ${most} characters.`;
  if (element['type'] !== 'number_input') return undefined;
  const pattern = element['is_decimal_allowed'] === true ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/;
  if (!pattern.test(value)) return 'Please enter a number.';
  if (Number(value) < Number(element['min_value'] ?? value))
    return `Please enter ${textOf(element['min_value'])} or more.`;
  if (Number(value) > Number(element['max_value'] ?? value))
    return `Please enter ${textOf(element['max_value'])} or less.`;
  return undefined;
}

/** The response URLs of a submission: one per conversation chosen in an element that asked for it. */
export function responseUrlsOf(desk: Desk, view: View, user: string): readonly Json[] {
  return elementsOf(view.source.blocks).flatMap(({ block, blockId, actionId, element }) => {
    if (block.type !== 'input' || element['response_url_enabled'] !== true) return [];
    const value = jsonOf(stateValues(elementsOf([block]), view.values)[blockId]?.[actionId]);
    const channel = value['selected_conversation'] ?? value['selected_channel'];
    if (typeof channel !== 'string' || !isJson(value)) return [];
    const url = desk.responseUrl({ user, channel, originalTs: undefined });
    return [{ block_id: blockId, action_id: actionId, channel_id: channel, response_url: url }];
  });
}
