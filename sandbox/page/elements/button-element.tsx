import { asString, textOf } from '../blocks/json.ts';
import { safeUrl } from '../text/safe-url.ts';
import { Plain } from '../text/text-object.tsx';
import { ActFailure } from './act-failure.tsx';
import type { ElementProps } from './element.tsx';
import { useAct } from './use-act.ts';

export function ButtonElement({ element, blockId }: ElementProps) {
  const act = useAct(element, blockId);
  const style = asString(element['style']);
  const url = safeUrl(asString(element['url']));
  const press = async () => {
    // A link button opens its page and still tells the app.
    if ((await act.run()) && url) window.open(url, '_blank', 'noopener,noreferrer');
  };
  return (
    <span class="element">
      <button
        type="button"
        class={`button ${style ? `button-${style}` : ''}`}
        data-action={asString(element['action_id'])}
        aria-label={asString(element['accessibility_label']) || undefined}
        aria-busy={act.busy}
        onClick={() => void press()}
      >
        <Plain text={textOf(element['text'])} />
      </button>
      <ActFailure failure={act.failure} />
    </span>
  );
}
