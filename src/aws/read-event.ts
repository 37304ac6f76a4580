import type { Message } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import type { QueuedEvent, StrangeMessage } from '../core/aws-inventory.ts';
import { required } from './shapes.ts';

/** The frame around every event of EventBridge. */
const Envelope = z.object({
  id: z.string().min(1),
  'detail-type': z.string().min(1),
  source: z.string().min(1),
  account: z.string().regex(/^\d{12}$/),
  region: z.string().min(1),
  time: z.iso.datetime(),
  resources: z.array(z.string()),
  detail: z.record(z.string(), z.unknown()),
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The event in a message, or what is wrong with the message. */
export function readEvent(message: Message): { readonly event: QueuedEvent } | { readonly strange: StrangeMessage } {
  const receipt = required(message.ReceiptHandle, 'Message.ReceiptHandle');
  const value = parsed(message.Body ?? '');
  if (value === undefined) return { strange: { receipt, why: 'it is not JSON' } };
  const read = Envelope.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    const where = issue?.path.join('.');
    return {
      strange: { receipt, why: `it is no event of EventBridge: ${where ? `${where}: ` : ''}${issue?.message}` },
    };
  }
  const { id, 'detail-type': detailType, source, account, region, time, resources, detail } = read.data;
  return { event: { id, detailType, source, place: { account, region }, at: time, resources, detail, receipt } };
}
