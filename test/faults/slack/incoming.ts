import { setTimeout as pause } from 'node:timers/promises';
import type { Courier, Delivery } from '../../../sandbox/slack/carrier.ts';
import type { Hits } from './outgoing.ts';
import type { Trouble } from './story.ts';

/** Command, click, form, event. */
export function kindOf({ kind, payload }: Delivery): string {
  return kind === 'interactive' ? String(payload['type']) : kind;
}

/** One delivery and its repeats: who did what. */
export function nameOf(delivery: Delivery): string {
  const { user, user_id, text, actions, event } = delivery.payload as Record<string, unknown>;
  const clicked = (actions as readonly { action_id?: string; value?: string }[] | undefined)?.map(
    ({ action_id, value }) => `${action_id} ${value}`,
  );
  return JSON.stringify([
    kindOf(delivery),
    user_id ?? user,
    text,
    clicked,
    (event as { type?: string } | undefined)?.type,
  ]);
}

const carried = (name: string, hits: Hits, courier: Courier, atEnd?: () => Promise<void>): Trouble => ({
  name,
  async at(moment, { lane }) {
    if (moment === 'begin')
      lane.sandbox.slack.carryBy((delivery, send) => {
        hits.count += 1;
        return courier(delivery, send);
      });
    if (moment === 'end') await atEnd?.();
  },
});

/** Every payload comes twice, at the same time. */
export const twice = (hits: Hits): Trouble =>
  carried('every delivery twice', hits, async (delivery, send) => {
    const [first] = await Promise.all([send(delivery), send(delivery)]);
    return first;
  });

/** When all is over every payload comes once more, the newest first. */
export function again(hits: Hits): Trouble {
  const all: (() => Promise<unknown>)[] = [];
  return carried(
    'every delivery again at the end, newest first',
    hits,
    (delivery, send) => {
      all.push(() => send(delivery));
      return send(delivery);
    },
    async () => {
      for (const repeat of all.splice(0).toReversed()) await repeat();
      await pause(1500);
    },
  );
}

/** Payloads wait for one that comes after them, or most of a second: they overtake each other. */
export function outOfOrder(hits: Hits): Trouble {
  let overtaken: (() => void) | undefined;
  return carried('deliveries overtake each other', hits, async (delivery, send) => {
    if (overtaken) {
      const release = overtaken;
      overtaken = undefined;
      const ack = await send(delivery);
      release();
      return ack;
    }
    await Promise.race([
      new Promise<void>((resolve) => {
        overtaken = resolve;
      }),
      pause(800),
    ]);
    overtaken = undefined;
    return send(delivery);
  });
}

/** Payloads are taken, and the sockets are gone before the answer: Slack tells the person that it failed. */
export const takenThenCut = (hits: Hits): Trouble => {
  const seen = new Set<string>();
  return {
    name: 'both sockets cut after each first delivery of a kind was taken',
    at(moment, { lane: { sandbox } }) {
      if (moment !== 'begin') return;
      sandbox.slack.carryBy(async (delivery, send) => {
        const kind = kindOf(delivery);
        if (seen.has(kind)) return send(delivery);
        seen.add(kind);
        hits.count += 1;
        const ack = send(delivery);
        await pause(30);
        sandbox.slack.dropSockets();
        return ack;
      });
    },
  };
};
