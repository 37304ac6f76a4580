import { Element } from '../elements/element.tsx';
import { TextObject } from '../text/text-object.tsx';
import type { BlockProps } from './block-list.tsx';
import { useHost } from './host.ts';
import { asRecord, isRecord } from './json.ts';

/** A labelled field. Its error stands beneath it and is what a screen reader says with it. */
export function InputBlock({ block, blockId }: BlockProps) {
  const { key, errors } = useHost();
  const error = errors[blockId];
  const id = `${key}-${blockId}`.replace(/[^\w-]/g, '-');
  return (
    <div class={error ? 'input-block input-block-wrong' : 'input-block'}>
      <div class="input-label" id={`${id}-label`}>
        <TextObject value={block['label']} />
        {block['optional'] === true && <span class="input-optional"> (optional)</span>}
      </div>
      <Element
        element={asRecord(block['element'])}
        blockId={blockId}
        dispatch={block['dispatch_action'] === true}
        labelledBy={`${id}-label`}
        describedBy={error ? `${id}-error` : undefined}
        required={block['optional'] !== true}
      />
      {error && (
        <p class="input-error" id={`${id}-error`} role="alert" data-testid="field-error">
          {error}
        </p>
      )}
      {isRecord(block['hint']) && (
        <p class="input-hint">
          <TextObject value={block['hint']} />
        </p>
      )}
    </div>
  );
}
