import { Element } from '../elements/element.tsx';
import { TextObject } from '../text/text-object.tsx';
import type { BlockProps } from './block-list.tsx';
import { asRecords, isRecord } from './json.ts';

export function SectionBlock({ block, blockId }: BlockProps) {
  const fields = asRecords(block['fields']);
  const accessory = block['accessory'];
  return (
    <div class="section">
      <div class="section-body">
        {isRecord(block['text']) && (
          <div class="section-text">
            <TextObject value={block['text']} />
          </div>
        )}
        {fields.length > 0 && (
          <div class="section-fields">
            {fields.map((field, index) => (
              <div key={index} class="section-field">
                <TextObject value={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {isRecord(accessory) && (
        <div class="section-accessory">
          <Element element={accessory} blockId={blockId} dispatch />
        </div>
      )}
    </div>
  );
}
