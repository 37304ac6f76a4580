import { AwsError } from '../aws-error.ts';
import type { Permission } from '../identity/authorize.ts';
import type { Call } from '../server/action.ts';
import type { QueueRecord } from '../world/queue.ts';

const URL_OF_QUEUE = /^https?:\/\/[^/]+\/(\d{12})\/([\w-]{1,80})$/;

function read(url: string): { readonly accountId: string; readonly name: string } {
  const [, accountId, name] = URL_OF_QUEUE.exec(url) ?? [];
  if (accountId === undefined || name === undefined) {
    throw new AwsError('InvalidAddress', `The address ${url} is not valid for this endpoint.`);
  }
  return { accountId, name };
}

/** IAM decides by the queue's name before SQS looks whether it is there. */
export function queuePermission(call: Call, action: string, url: string): Permission {
  const { accountId, name } = read(url);
  return {
    action: `sqs:${action}`,
    resource: `arn:aws:sqs:${call.region}:${accountId}:${name}`,
    resourceAccountId: accountId,
  };
}

/** @throws AwsError `QueueDoesNotExist`, `InvalidAddress` */
export function queueByUrl(call: Call, url: string): QueueRecord {
  const { accountId, name } = read(url);
  const queue = call.world.accounts.get(accountId)?.regions.get(call.region)?.queues.get(name);
  if (queue === undefined) {
    throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
  }
  return queue;
}
