import { isRecord, type JsonRecord } from '../blocks/json.ts';
import { getState, setState } from '../state/store.ts';

/** A question that stands before an action. */
export interface ConfirmRequest {
  /** The `confirm` object of Block Kit. */
  readonly confirm: JsonRecord;
  answer(yes: boolean): void;
}

/** Asks if the element wants it. Only one question can be open. */
export async function confirmed(element: JsonRecord): Promise<boolean> {
  const confirm = element['confirm'];
  if (!isRecord(confirm)) return true;
  getState().confirm?.answer(false);
  return new Promise((resolve) => {
    const answer = (yes: boolean) => {
      setState({ confirm: undefined });
      resolve(yes);
    };
    setState({ confirm: { confirm, answer } });
  });
}
