import { Element } from '../elements/element.tsx';
import type { BlockProps } from './block-list.tsx';
import { asRecords, asString } from './json.ts';

export function ActionsBlock({ block, blockId }: BlockProps) {
  return (
    <div class="actions">
      {asRecords(block['elements']).map((element, index) => (
        <Element key={asString(element['action_id']) || index} element={element} blockId={blockId} dispatch />
      ))}
    </div>
  );
}
