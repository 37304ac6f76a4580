import { randomUUID } from 'node:crypto';
import { sendMessage } from '../world/queue.ts';
import type { Place, World } from '../world/world.ts';

/** What is special about one event; the frame around it is the same for all. */
export interface Happening {
  readonly detailType: string;
  readonly source: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** To the second, as EventBridge and EC2 write it. */
export const second = (now: number): string => `${new Date(now).toISOString().slice(0, 19)}Z`;

/** Puts an event into the world's queue, if there is one, unless it is to get lost. */
export function putEvent(
  world: World,
  { accountId, region }: Pick<Place, 'accountId' | 'region'>,
  { detailType, source, resources, detail }: Happening,
  { now, isDouble }: { readonly now: number; readonly isDouble: boolean },
): void {
  const { queue, losses } = world.bus;
  const loss = losses.find((one) => one.left > 0 && (one.detailType ?? detailType) === detailType);
  if (loss !== undefined) {
    loss.left -= 1;
  }
  if (queue === undefined || loss !== undefined) {
    return;
  }
  const body = JSON.stringify({
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source,
    account: accountId,
    time: second(now),
    region,
    resources,
    detail,
  });
  for (let copies = isDouble ? 2 : 1; copies > 0; copies -= 1) {
    sendMessage(queue, body, now);
  }
}
