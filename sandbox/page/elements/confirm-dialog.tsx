import { useRef } from 'preact/hooks';
import { asString, textOf } from '../blocks/json.ts';
import { useFocusTrap } from '../modal/use-focus-trap.ts';
import { Plain, TextObject } from '../text/text-object.tsx';
import type { ConfirmRequest } from './confirm.ts';

/** "Are you sure?" The safe answer has the focus. */
export function ConfirmDialog({ request }: { readonly request: ConfirmRequest }) {
  const box = useRef<HTMLDivElement>(null);
  useFocusTrap(box, () => request.answer(false));
  const { confirm } = request;
  const danger = asString(confirm['style']) === 'danger';
  return (
    <div class="overlay overlay-confirm">
      <div
        ref={box}
        class="dialog confirm"
        role="alertdialog"
        aria-modal="true"
        aria-labelledby="confirm-title"
        aria-describedby="confirm-text"
        data-testid="confirm"
      >
        <h2 id="confirm-title" class="confirm-title">
          <Plain text={textOf(confirm['title'])} />
        </h2>
        <div id="confirm-text" class="confirm-text">
          <TextObject value={confirm['text']} />
        </div>
        <div class="dialog-buttons">
          <button type="button" class="button" data-first-focus onClick={() => request.answer(false)}>
            {textOf(confirm['deny']) || 'Cancel'}
          </button>
          <button
            type="button"
            class={`button ${danger ? 'button-solid-danger' : 'button-primary'}`}
            onClick={() => request.answer(true)}
          >
            {textOf(confirm['confirm']) || 'OK'}
          </button>
        </div>
      </div>
    </div>
  );
}
