import { useState } from 'preact/hooks';

interface ListKeys {
  readonly open: boolean;
  readonly count: number;
  show(): void;
  onPick(index: number): void;
}

/** Arrow keys and Enter for a list that belongs to a text field. */
export function useListKeys({ open, count, show, onPick }: ListKeys) {
  const [wanted, setActive] = useState(0);
  const active = Math.max(0, Math.min(wanted, count - 1));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!open) return show();
      setActive((active + (event.key === 'ArrowDown' ? 1 : count - 1)) % Math.max(count, 1));
    } else if (event.key === 'Enter') {
      // Enter in a select never submits the form around it.
      event.preventDefault();
      if (open && count > 0) onPick(active);
      else show();
    }
  };
  return { active, onKeyDown, reset: () => setActive(0) };
}
