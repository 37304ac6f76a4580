import { useMemo } from 'preact/hooks';
import { refreshSlack } from '../state/refresh.ts';
import { getState } from '../state/store.ts';
import { hands } from '../state/world-calls.ts';
import type { BlockHost } from './host.ts';

/** Blocks of a message. The person is read at the click: the same card is clicked as one, then as another. */
export function useMessageHost(channel: string, ts: string): BlockHost {
  return useMemo(
    (): BlockHost => ({
      key: `${channel}/${ts}`,
      surface: 'message',
      errors: {},
      act: async (action) => {
        const answer = await hands.click({ user: getState().me, channel, ts, ...action });
        await refreshSlack();
        return answer;
      },
      search: (element) => hands.options({ user: getState().me, channel, ts, ...element }),
    }),
    [channel, ts],
  );
}
