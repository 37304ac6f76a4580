import { TextObject } from '../text/text-object.tsx';
import type { BlockProps } from './block-list.tsx';
import { Picture } from './image-block.tsx';
import { asRecords } from './json.ts';

export function ContextBlock({ block }: BlockProps) {
  return (
    <div class="context">
      {asRecords(block['elements']).map((element, index) => (
        <div key={index} class="context-element">
          {element['type'] === 'image' ? <Picture image={element} /> : <TextObject value={element} />}
        </div>
      ))}
    </div>
  );
}
