import { useEffect, useState } from 'preact/hooks';
import { useHost } from '../blocks/host.ts';
import { asNumber, asString } from '../blocks/json.ts';
import { type Choice, choiceFrom } from './choice.ts';
import type { ElementProps } from './element.tsx';
import { optionValues } from './option-values.ts';
import { Select } from './select.tsx';

/** Slack waits for a pause in the typing before it asks the app. */
const pauseMs = 150;

type Found =
  | { readonly kind: 'searching' }
  | { readonly kind: 'failed'; readonly error: string }
  | { readonly kind: 'found'; readonly choices: readonly Choice[] };

/** A select whose options come from the app while one types. */
export function ExternalSelect(props: ElementProps) {
  const { element, blockId } = props;
  const host = useHost();
  const [query, setQuery] = useState<string>();
  const [found, setFound] = useState<Found>({ kind: 'searching' });
  const least = asNumber(element['min_query_length']) ?? 3;
  const tooShort = query === undefined || query.length < least;
  // Only another query asks the app again.
  useEffect(() => {
    if (tooShort) return;
    let outdated = false;
    setFound({ kind: 'searching' });
    const search = async () => {
      const answer = await host.search({ actionId: asString(element['action_id']), blockId, query });
      // An answer to an earlier query must not replace a later one.
      if (outdated) return;
      if (!answer.ok) setFound({ kind: 'failed', error: answer.error ?? 'unknown_error' });
      else setFound({ kind: 'found', choices: answer.options.map((option) => choiceFrom({ ...option })) });
    };
    const timer = setTimeout(() => void search(), pauseMs);
    return () => {
      outdated = true;
      clearTimeout(timer);
    };
  }, [query, tooShort]);

  return (
    <Select
      {...props}
      {...optionValues(element)}
      choices={!tooShort && found.kind === 'found' ? found.choices : []}
      emptyText={tooShort ? `Type ${least} or more characters to search` : sentence(found)}
      onQuery={setQuery}
    />
  );
}

function sentence(found: Found): string {
  if (found.kind === 'searching') return 'Searching…';
  return found.kind === 'failed' ? `The app gave no options (${found.error})` : 'No results';
}
