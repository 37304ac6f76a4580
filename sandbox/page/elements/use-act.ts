import { useState } from 'preact/hooks';
import { useHost } from '../blocks/host.ts';
import { asString, type JsonRecord } from '../blocks/json.ts';
import { confirmed } from './confirm.ts';

export interface Act {
  readonly busy: boolean;
  /** What Slack would show when the app did not answer. */
  readonly failure: string | undefined;
  /** Asks for confirmation if wanted, then tells the app. False: the person said no. */
  run(selected?: string): Promise<boolean>;
}

export function useAct(element: JsonRecord, blockId: string): Act {
  const host = useHost();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const run = async (selected?: string) => {
    // A second click while the first is under way would be a second vote.
    if (busy || !(await confirmed(element))) return false;
    setBusy(true);
    setFailure(undefined);
    const actionId = asString(element['action_id']);
    const answer = await host.act({ actionId, blockId, ...(selected === undefined ? {} : { selected }) });
    setBusy(false);
    if (!answer.ok) setFailure(answer.error ?? 'unknown_error');
    return true;
  };
  return { busy, failure, run };
}
