import type { SlackView, ViewValues } from '../../contract.ts';
import { refreshSlack } from '../state/refresh.ts';
import { getState } from '../state/store.ts';
import { hands } from '../state/world-calls.ts';
import type { BlockHost } from './host.ts';
import { initialValue, statefulElements } from './initial-value.ts';
import { asString } from './json.ts';

/** `state.values` of the view as it stands now. */
export function viewValues(view: SlackView): ViewValues {
  const typed = getState().fields[view.id] ?? {};
  const values: Record<string, Record<string, Readonly<Record<string, unknown>>>> = {};
  for (const { blockId, element } of statefulElements(view.blocks)) {
    const actionId = asString(element['action_id']);
    const value = typed[`${blockId}/${actionId}`] ?? initialValue(element) ?? {};
    values[blockId] = { ...values[blockId], [actionId]: value };
  }
  return values;
}

/** Blocks of a modal or of the Home tab. */
export function useViewHost(view: SlackView, errors: Readonly<Record<string, string>>): BlockHost {
  const place = { user: view.user, viewId: view.id };
  return {
    key: view.id,
    surface: view.type,
    errors,
    act: async (action) => {
      const answer = await hands.clickInView({ ...place, ...action, values: viewValues(view) });
      await refreshSlack();
      return answer;
    },
    search: (element) => hands.options({ ...place, ...element }),
  };
}
