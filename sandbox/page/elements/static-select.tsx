import { useState } from 'preact/hooks';
import { choicesOf } from './choice.ts';
import type { ElementProps } from './element.tsx';
import { matching, optionValues } from './option-values.ts';
import { Select } from './select.tsx';

export function StaticSelect(props: ElementProps) {
  const [query, setQuery] = useState('');
  return (
    <Select
      {...props}
      {...optionValues(props.element)}
      choices={matching(choicesOf(props.element), query)}
      emptyText="No results"
      onQuery={setQuery}
    />
  );
}
