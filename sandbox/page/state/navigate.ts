import type { Place } from './page-state.ts';
import { refreshSlack } from './refresh.ts';
import { getState, setState } from './store.ts';
import { markRead } from './unread.ts';
import { hands } from './world-calls.ts';

/** Person and place stand in the address, so that a reload (or a second window) comes back to them. */
function writeAddress(): void {
  const { me, place } = getState();
  const where = place?.kind === 'channel' ? place.id : 'home';
  history.replaceState(undefined, '', `#as=${me}&in=${where}`);
}

export function readAddress(): { me?: string; place?: Place } {
  const parameters = new URLSearchParams(location.hash.slice(1));
  const me = parameters.get('as');
  const where = parameters.get('in');
  return {
    ...(me ? { me } : {}),
    ...(where ? { place: where === 'home' ? { kind: 'home' } : { kind: 'channel', id: where } } : {}),
  };
}

export function goTo(place: Place): void {
  setState({ place, thread: undefined });
  markRead();
  writeAddress();
  if (place.kind === 'home') void openHome();
}

export function openThread(ts: string | undefined): void {
  setState({ thread: ts });
}

/** Acts as somebody else from now on: their channels, their ephemerals, their modals. */
export async function switchTo(user: string): Promise<void> {
  if (user === getState().me) return;
  setState({ me: user, thread: undefined, confirm: undefined });
  await refreshSlack();
  writeAddress();
  if (getState().place?.kind === 'home') await openHome();
}

async function openHome(): Promise<void> {
  await hands.openHome({ user: getState().me });
  await refreshSlack();
}
