import type { BlockJson } from '../../contract.ts';
import { isJson, type Json, listOf, textOf } from '../json.ts';
import { SlackRefusal } from '../slack-refusal.ts';

export interface PlacedElement {
  readonly block: BlockJson;
  readonly blockId: string;
  readonly actionId: string;
  readonly element: Json;
}

/** Every element with an action id, in the order of the page. */
export function elementsOf(blocks: readonly BlockJson[]): readonly PlacedElement[] {
  return blocks.flatMap((block) => {
    const inner = [block['accessory'], block['element'], ...listOf(block['elements']), ...listOf(block['actions'])];
    const own = inner.filter(isJson).flatMap((element) => {
      const actionId = textOf(element['action_id']);
      if (actionId !== '') return [{ block, blockId: block.block_id ?? '', actionId, element }];
      // A card of a carousel has its buttons one level deeper.
      return listOf(element['actions']).map((button) => ({
        block,
        blockId: block.block_id ?? '',
        actionId: textOf(button['action_id']),
        element: button,
      }));
    });
    const children = listOf(block['child_blocks']).map((child) => ({ block_id: '', ...child }) as unknown as BlockJson);
    return [...own, ...elementsOf(children)];
  });
}

/** Throws `element_not_found`: the button is not (or no longer) on the screen. */
export function findElement(
  blocks: readonly BlockJson[],
  actionId: string,
  blockId: string | undefined,
): PlacedElement {
  const found = elementsOf(blocks).find(
    (each) => each.actionId === actionId && (blockId === undefined || each.blockId === blockId),
  );
  if (found === undefined) throw new SlackRefusal('element_not_found');
  return found;
}
