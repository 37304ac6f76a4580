import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

const focusable = 'button:not([disabled]), input:not([disabled]), textarea, select, a[href], [tabindex="0"]';

/** Keeps the keyboard inside a dialog, Esc leaves it, and afterwards the focus is where it was. */
export function useFocusTrap(box: RefObject<HTMLElement | null>, onEscape: () => void, identity?: string): void {
  // Focus moves once per dialog, not at every draw.
  useEffect(() => {
    const before = document.activeElement;
    const inside = box.current;
    const first =
      inside?.querySelector<HTMLElement>('[data-first-focus], [autofocus]') ??
      inside?.querySelector<HTMLElement>('.dialog-body input, .dialog-body textarea, .dialog-body button') ??
      inside?.querySelector<HTMLElement>(focusable);
    first?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [identity]);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const inside = box.current;
      if (!inside || isCovered(inside)) return;
      if (event.key === 'Escape') {
        event.preventDefault();
        onEscape();
      } else if (event.key === 'Tab') cycle(inside, event);
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  });
}

/** A confirm dialog stands above a modal; only the uppermost listens. */
function isCovered(box: HTMLElement): boolean {
  const dialogs = document.querySelectorAll('[aria-modal="true"]');
  return dialogs[dialogs.length - 1] !== box;
}

function cycle(inside: HTMLElement, event: KeyboardEvent): void {
  const stops = [...inside.querySelectorAll<HTMLElement>(focusable)];
  const [first, last] = [stops[0], stops.at(-1)];
  const at = document.activeElement;
  const outside = !inside.contains(at);
  if (event.shiftKey ? at === first || outside : at === last || outside) {
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  }
}
