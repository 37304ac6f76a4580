import { useEffect, useRef } from 'preact/hooks';
import type { SlackView } from '../../contract.ts';
import { BlockList } from '../blocks/block-list.tsx';
import { HostContext } from '../blocks/host.ts';
import { useViewHost } from '../blocks/view-host.ts';
import { BotAvatar } from '../shell/avatar.tsx';
import { Plain } from '../text/text-object.tsx';
import { useFocusTrap } from './use-focus-trap.ts';
import { useSubmit } from './use-submit.ts';

interface ModalProps {
  readonly view: SlackView;
  /** The modals under it, the lowest first. */
  readonly below: readonly SlackView[];
}

export function Modal({ view, below }: ModalProps) {
  const box = useRef<HTMLDivElement>(null);
  const { busy, failure, missing, submit, close } = useSubmit(view);
  useFocusTrap(box, () => void close([view]), view.id);
  const host = useViewHost(view, { ...view.errors, ...missing });
  const wrong = JSON.stringify({ ...view.errors, ...missing });
  useEffect(() => {
    if (wrong !== '{}') box.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [wrong]);
  const closeAll = () => void close([view, ...below.toReversed()]);
  return (
    <div
      ref={box}
      class="dialog modal"
      role="dialog"
      aria-modal="true"
      aria-labelledby="modal-title"
      data-testid="modal"
      data-view={view.id}
      data-depth={below.length + 1}
    >
      <form
        class="modal-form"
        noValidate
        autocomplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          if (view.submit !== undefined) void submit();
        }}
      >
        <header class="modal-head">
          {below.length > 0 ? (
            <button type="button" class="icon-button" aria-label="Back" onClick={() => void close([view])}>
              ‹
            </button>
          ) : (
            <BotAvatar size={28} />
          )}
          <h2 id="modal-title" class="modal-title">
            <Plain text={view.title} />
          </h2>
          <button type="button" class="icon-button" aria-label="Close" onClick={closeAll}>
            ×
          </button>
        </header>
        <div class="dialog-body">
          <HostContext.Provider value={host}>
            <BlockList blocks={view.blocks} />
          </HostContext.Provider>
        </div>
        <footer class="modal-foot">
          {failure && (
            <p class="modal-failure" role="alert" data-testid="modal-failure">
              We had some trouble connecting: {failure}. Try again?
            </p>
          )}
          <button type="button" class="button" onClick={() => void close([view])}>
            {view.close ?? 'Close'}
          </button>
          {view.submit !== undefined && (
            <button type="submit" class="button button-primary" data-testid="modal-submit" aria-busy={busy}>
              {view.submit}
            </button>
          )}
        </footer>
      </form>
    </div>
  );
}
