import { useState } from 'preact/hooks';
import type { SlackView } from '../../contract.ts';
import { initialValue, isEmptyValue, statefulElements } from '../blocks/initial-value.ts';
import { asString } from '../blocks/json.ts';
import { viewValues } from '../blocks/view-host.ts';
import { refreshSlack } from '../state/refresh.ts';
import { getState, setState } from '../state/store.ts';
import { hands } from '../state/world-calls.ts';

type Errors = Readonly<Record<string, string>>;

/** Submitting and closing one modal, and what went wrong with it. */
export function useSubmit(view: SlackView) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [missing, setMissing] = useState<Errors>({});

  const submit = async () => {
    if (busy) return;
    const gaps = missingFields(view);
    setMissing(gaps);
    setFailure(undefined);
    if (Object.keys(gaps).length > 0) return;
    setBusy(true);
    const answer = await hands.submit({ user: view.user, viewId: view.id, values: viewValues(view) });
    await refreshSlack();
    setBusy(false);
    const still = getState().slack?.views.find((other) => other.id === view.id);
    // Field errors speak for themselves, beside their fields.
    if (!answer.ok && Object.keys(still?.errors ?? {}).length === 0) setFailure(answer.error ?? 'unknown_error');
  };

  const close = async (views: readonly SlackView[]) => {
    for (const one of views) {
      await hands.close({ user: one.user, viewId: one.id });
      const { [one.id]: _forgotten, ...fields } = getState().fields;
      setState({ fields });
    }
    await refreshSlack();
  };

  return { busy, failure, missing, submit, close };
}

/** Slack itself does not send a form whose required fields are empty. */
function missingFields(view: SlackView): Errors {
  const values = viewValues(view);
  const gaps = statefulElements(view.blocks).filter(({ block, blockId, element }) => {
    if (block['type'] !== 'input' || block['optional'] === true) return false;
    return isEmptyValue(values[blockId]?.[asString(element['action_id'])] ?? initialValue(element) ?? {});
  });
  return Object.fromEntries(gaps.map(({ blockId }) => [blockId, 'Please complete this required field.']));
}
