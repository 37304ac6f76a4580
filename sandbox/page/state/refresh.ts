import type { PageState, Place } from './page-state.ts';
import { reuse } from './reuse.ts';
import { getState, setState } from './store.ts';
import { markRead } from './unread.ts';
import { fetchAws, hands } from './world-calls.ts';

/** Runs one load at a time; calls that come meanwhile share one more run after it. */
function oneAtATime(load: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let again: Promise<void> | undefined;
  const run = (): Promise<void> => {
    running = load()
      .catch(() => setState({ connected: false }))
      .finally(() => {
        running = undefined;
      });
    return running;
  };
  return () => {
    if (!running) return run();
    again ??= running.then(() => {
      again = undefined;
      return run();
    });
    return again;
  };
}

export const refreshSlack = oneAtATime(async () => {
  const { me } = getState();
  const fresh = await hands.state({ user: me });
  const state = getState();
  // The person was switched while this was under way: the next load is already asked for.
  if (state.me !== me) return;
  const slack = reuse(state.slack, fresh);
  const newest = Math.max(0, ...slack.messages.map((message) => Number(message.ts)));
  const change: Partial<PageState> = { slack, place: placeIn(slack.channels, state.place), connected: true };
  setState(state.readFrom === 0 ? { ...change, readFrom: Math.max(newest, 1) } : change);
  markRead();
});

export const refreshAws = oneAtATime(async () => {
  const fresh = await fetchAws();
  setState({ aws: reuse(getState().aws, fresh), connected: true });
});

/** Where the person stays: the same channel if they can see it, else their first. */
function placeIn(channels: readonly { id: string; isDirect: boolean }[], wanted: Place | undefined): Place | undefined {
  if (wanted?.kind === 'home') return wanted;
  const found =
    channels.find((channel) => channel.id === wanted?.id) ??
    channels.find((channel) => !channel.isDirect) ??
    channels[0];
  return found ? { kind: 'channel', id: found.id } : undefined;
}
