import type { FieldValue } from '../state/page-state.ts';
import { getState, setState, usePage } from '../state/store.ts';
import { useHost } from './host.ts';
import { initialValue } from './initial-value.ts';
import { asString, type JsonRecord } from './json.ts';

/** The value of one input. It outlives redraws and pushed modals, as in Slack, and is forgotten with its host. */
export function useField(
  element: JsonRecord,
  blockId: string,
): readonly [value: FieldValue, write: (value: FieldValue) => void] {
  const { key } = useHost();
  const field = `${blockId}/${asString(element['action_id'])}`;
  const value = usePage().fields[key]?.[field] ?? initialValue(element) ?? {};
  const write = (next: FieldValue) => {
    const { fields } = getState();
    const typed = { type: element['type'], ...next };
    setState({ fields: { ...fields, [key]: { ...fields[key], [field]: typed } } });
  };
  return [value, write];
}
