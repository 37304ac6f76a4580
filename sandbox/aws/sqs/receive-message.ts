import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Message, ReceiveMessageRequest, ReceiveMessageResult } from '@aws-sdk/client-sqs';
import { AwsError } from '../aws-error.ts';
import { newCapitals } from '../ids.ts';
import { type Call, defineQueueAction, given } from '../server/action.ts';
import { queueByUrl, queuePermission } from '../sqs-rules/queue-by-url.ts';
import type { QueueRecord } from '../world/queue.ts';

/** How often a waiting caller's queue is looked at. */
const LOOK_MS = 20;

/** Waits for messages as long as the caller says, hides what it hands out from others for a while. */
export const receiveMessage = defineQueueAction<ReceiveMessageRequest, ReceiveMessageResult>({
  name: 'ReceiveMessage',
  permissions: (input, call) => [queuePermission(call, 'ReceiveMessage', given(input.QueueUrl, 'QueueUrl'))],
  async handle(input, call) {
    const queue = queueByUrl(call, given(input.QueueUrl, 'QueueUrl'));
    const most = within('MaxNumberOfMessages', input.MaxNumberOfMessages ?? 1, 1, 10);
    const waitMs = within('WaitTimeSeconds', input.WaitTimeSeconds ?? 0, 0, 20) * 1000;
    const hiddenMs = within('VisibilityTimeout', input.VisibilityTimeout ?? 30, 0, 43_200) * 1000;
    const end = Date.now() + waitMs;
    for (;;) {
      const Messages = handOut(call, queue, most, hiddenMs);
      if (Messages.length > 0) {
        return { Messages };
      }
      if (Date.now() >= end || call.isGone()) {
        return {};
      }
      await pause(LOOK_MS);
    }
  },
});

function handOut(call: Call, queue: QueueRecord, most: number, hiddenMs: number): Message[] {
  const now = call.now();
  // A caller that is gone gets nothing: else it would lie hidden for nobody.
  const visible = call.isGone() ? [] : queue.messages.filter(({ visibleAt }) => visibleAt <= now);
  const inOrder = call.settings.newestFirst ? visible.toReversed() : visible;
  return inOrder.slice(0, most).map((message) => {
    message.visibleAt = now + hiddenMs;
    message.receives += 1;
    message.receipt = newCapitals(40);
    queue.receipts.set(message.receipt, message.id);
    return {
      MessageId: message.id,
      ReceiptHandle: message.receipt,
      MD5OfBody: createHash('md5').update(message.body).digest('hex'),
      Body: message.body,
    };
  });
}

function within(name: string, value: number, least: number, most: number): number {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new AwsError(
      'InvalidParameterValue',
      `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${least} and ${most}, if provided.`,
    );
  }
  return value;
}
