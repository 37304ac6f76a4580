import type { Outbox, OutboxItem } from '../../core/store.ts';

export interface InHand {
  /** The outbox as the sender of this item sees it: whatever it decides ends the renewal. */
  readonly outbox: Outbox;
  release(): void;
}

/**
 * Keeps an item's lease while it is being sent, which may take several calls of many seconds.
 * @param leaseMs how long nobody else gets what was taken; short, since a sender that dies must not hold its messages back
 */
export function inHand(outbox: Outbox, item: OutboxItem, leaseMs: number): InHand {
  let renewal: NodeJS.Timeout | undefined = setInterval(() => {
    // A renewal that fails is made up for by the next one, or the item is sent by somebody who looks first.
    outbox.later(item, leaseMs, 'in hand', 'held').catch(() => undefined);
  }, leaseMs / 3);
  const release = (): void => {
    clearInterval(renewal);
    renewal = undefined;
  };
  const ending =
    <A extends readonly unknown[]>(act: (...given: A) => Promise<void>) =>
    (...given: A): Promise<void> => {
      release();
      return act(...given);
    };
  return {
    release,
    outbox: { ...outbox, done: ending(outbox.done), later: ending(outbox.later), fail: ending(outbox.fail) },
  };
}
