import { useRef, useState } from 'preact/hooks';
import { asRecords, asString, textOf } from '../blocks/json.ts';
import { safeUrl } from '../text/safe-url.ts';
import { Plain } from '../text/text-object.tsx';
import { ActFailure } from './act-failure.tsx';
import type { ElementProps } from './element.tsx';
import { Popup } from './popup.tsx';
import { useAct } from './use-act.ts';

/** The "…" menu. */
export function OverflowElement({ element, blockId }: ElementProps) {
  const act = useAct(element, blockId);
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    anchor.current?.focus();
  };
  const pick = async (value: string, url: string | undefined) => {
    close();
    if ((await act.run(value)) && url) window.open(url, '_blank', 'noopener,noreferrer');
  };
  return (
    <span class="element">
      <button
        ref={anchor}
        type="button"
        class="button button-overflow"
        aria-label="More actions"
        aria-haspopup="menu"
        aria-expanded={open}
        data-action={asString(element['action_id'])}
        onClick={() => setOpen(!open)}
      >
        ⋯
      </button>
      {open && (
        <Popup anchor={anchor} onClose={close}>
          <div role="menu" class="menu" ref={(menu) => menu?.querySelector('button')?.focus()}>
            {asRecords(element['options']).map((option) => (
              <button
                key={asString(option['value'])}
                type="button"
                role="menuitem"
                class="menu-item"
                onClick={() => void pick(asString(option['value']), safeUrl(asString(option['url'])))}
              >
                <Plain text={textOf(option['text'])} />
              </button>
            ))}
          </div>
        </Popup>
      )}
      <ActFailure failure={act.failure} />
    </span>
  );
}
