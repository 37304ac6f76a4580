import { readAddress } from './navigate.ts';
import { refreshAws, refreshSlack } from './refresh.ts';
import { getState, setState } from './store.ts';
import { fetchStart } from './world-calls.ts';

/** Loads the world once, then again whenever the server says that a side of it moved. */
export async function startPage(): Promise<void> {
  const { startAs, commandHints } = await fetchStart();
  setState({ me: startAs, commandHints, ...readAddress(), tryOpen: localStorage.getItem('try-this') !== 'closed' });
  const events = new EventSource('/world/events');
  events.addEventListener('change', (event) => void (event.data === 'aws' ? refreshAws() : refreshSlack()));
  // Also after a reconnect: whatever happened meanwhile was not told.
  events.addEventListener('open', () => void Promise.all([refreshSlack(), refreshAws()]));
  events.addEventListener('error', () => setState({ connected: false }));
  await Promise.all([refreshSlack(), refreshAws()]);
  // An address from an earlier sandbox may name somebody who does not exist here.
  if (!getState().slack?.users.some((user) => user.id === getState().me)) {
    setState({ me: startAs });
    await refreshSlack();
  }
}
