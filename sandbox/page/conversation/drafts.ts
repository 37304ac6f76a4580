import { getState, setState } from '../state/store.ts';

function keyOf(channel: string, threadTs: string | undefined): string {
  return `${getState().me}/${channel}/${threadTs ?? ''}`;
}

/** What this person has typed here and not sent yet. */
export function readDraft(channel: string, threadTs: string | undefined): string {
  return getState().drafts[keyOf(channel, threadTs)] ?? '';
}

export function writeDraft(channel: string, threadTs: string | undefined, text: string): void {
  setState({ drafts: { ...getState().drafts, [keyOf(channel, threadTs)]: text } });
}
