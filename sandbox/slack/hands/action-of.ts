import { type Json, withoutUndefined } from '../json.ts';
import type { World } from '../world.ts';
import { timestamp } from './desk.ts';
import { chosenValue, type Offered } from './element-value.ts';
import type { PlacedElement } from './find-element.ts';

/** The entry of `actions` for a click or a choice, and the value the element now holds. */
export function actionOf(
  world: World,
  placed: PlacedElement,
  selected: string | undefined,
  offered: Offered,
): { action: Json; value: Json | undefined } {
  const { element, blockId, actionId } = placed;
  const common = { action_id: actionId, block_id: blockId, action_ts: timestamp(world) };
  if (selected === undefined) {
    const { type, text, value, style } = element;
    return { action: withoutUndefined({ type, text, value, style, ...common }), value: undefined };
  }
  const value = chosenValue(element, selected, offered);
  return { action: { ...value, ...common }, value };
}
