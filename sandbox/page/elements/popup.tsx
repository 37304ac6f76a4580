import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

interface PopupProps {
  readonly anchor: RefObject<HTMLElement | null>;
  readonly children: ComponentChildren;
  onClose(): void;
}

const gap = 4;
const margin = 8;

/** A layer under (or, without room, above) its anchor. Closes on Esc, a click elsewhere or when the page scrolls. */
export function Popup({ anchor, children, onClose }: PopupProps) {
  const layer = useRef<HTMLDivElement>(null);

  // After every draw: the list inside grows and shrinks while one types.
  useLayoutEffect(() => {
    const place = anchor.current?.getBoundingClientRect();
    const box = layer.current;
    if (!place || !box) return;
    box.style.minWidth = `${Math.max(place.width, 180)}px`;
    const above = place.bottom + gap + box.offsetHeight > innerHeight - margin && place.top > box.offsetHeight;
    box.style.top = `${above ? place.top - gap - box.offsetHeight : place.bottom + gap}px`;
    box.style.left = `${Math.max(margin, Math.min(place.left, innerWidth - box.offsetWidth - margin))}px`;
  });

  useEffect(() => {
    const inside = (target: EventTarget | null) =>
      target instanceof Node && (layer.current?.contains(target) || anchor.current?.contains(target));
    const outside = (event: Event) => {
      if (!inside(event.target)) onClose();
    };
    const scrolled = (event: Event) => {
      // Only what carries the anchor along; the messages behind a modal may move.
      if (event.target instanceof Node && event.target.contains(anchor.current) && !inside(event.target)) onClose();
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      // The modal underneath must stay.
      event.stopPropagation();
      onClose();
    };
    addEventListener('pointerdown', outside, true);
    addEventListener('scroll', scrolled, true);
    addEventListener('keydown', onKeyDown, true);
    return () => {
      removeEventListener('pointerdown', outside, true);
      removeEventListener('scroll', scrolled, true);
      removeEventListener('keydown', onKeyDown, true);
    };
  });

  return (
    <div ref={layer} class="popup">
      {children}
    </div>
  );
}
