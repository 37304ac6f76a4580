import { useMemo } from 'preact/hooks';
import { refreshSlack } from '../state/refresh.ts';
import { hands } from '../state/world-calls.ts';
import type { BlockHost } from './host.ts';

/** Blocks of a message as one person sees it: what Ada picked in a card is not picked for Ben. */
export function useMessageHost(user: string, channel: string, ts: string): BlockHost {
  return useMemo(
    (): BlockHost => ({
      key: `${user}/${channel}/${ts}`,
      surface: 'message',
      errors: {},
      act: async (action) => {
        const answer = await hands.click({ user, channel, ts, ...action });
        await refreshSlack();
        return answer;
      },
      search: (element) => hands.options({ user, channel, ts, ...element }),
    }),
    [user, channel, ts],
  );
}
