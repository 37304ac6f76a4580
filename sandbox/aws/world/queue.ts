import { randomUUID } from 'node:crypto';

/** An SQS standard queue: at least once, in no order. */
export interface QueueRecord {
  readonly name: string;
  readonly accountId: string;
  readonly arn: string;
  readonly url: string;
  messages: MessageRecord[];
  /** Every receipt it ever gave out, for the message of that id. */
  readonly receipts: Map<string, string>;
  /** So many entries of DeleteMessageBatch fail from now on, as SQS's own fault. */
  deletesToFail: number;
}

export interface MessageRecord {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  /** Hidden from others until then. */
  visibleAt: number;
  /** Of the last time it was handed out; only this one takes it off the queue. */
  receipt: string | undefined;
  receives: number;
}

/** An empty queue. */
export const makeQueue = (accountId: string, region: string, name: string): QueueRecord => ({
  name,
  accountId,
  arn: `arn:aws:sqs:${region}:${accountId}:${name}`,
  url: `https://sqs.${region}.amazonaws.com/${accountId}/${name}`,
  messages: [],
  receipts: new Map(),
  deletesToFail: 0,
});

/** SQS's default. */
const KEPT_MS = 4 * 86_400_000;

/** Puts a message at the end. What nobody took for four days is gone. */
export function sendMessage(queue: QueueRecord, body: string, now: number): void {
  queue.messages = queue.messages.filter(({ sentAt }) => sentAt + KEPT_MS > now);
  queue.messages.push({ id: randomUUID(), body, sentAt: now, visibleAt: now, receipt: undefined, receives: 0 });
}
