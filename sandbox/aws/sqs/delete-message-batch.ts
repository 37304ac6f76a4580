import type {
  BatchResultErrorEntry,
  DeleteMessageBatchRequest,
  DeleteMessageBatchResult,
  DeleteMessageBatchResultEntry,
} from '@aws-sdk/client-sqs';
import { AwsError } from '../aws-error.ts';
import { defineQueueAction, given } from '../server/action.ts';
import { queueByUrl, queuePermission } from '../sqs-rules/queue-by-url.ts';

/** IAM knows the batch as `sqs:DeleteMessage`. An older receipt is taken, but its message stays. */
export const deleteMessageBatch = defineQueueAction<DeleteMessageBatchRequest, DeleteMessageBatchResult>({
  name: 'DeleteMessageBatch',
  permissions: (input, call) => [queuePermission(call, 'DeleteMessage', given(input.QueueUrl, 'QueueUrl'))],
  handle(input, call) {
    const queue = queueByUrl(call, given(input.QueueUrl, 'QueueUrl'));
    const entries = given(input.Entries, 'Entries');
    if (entries.length === 0) {
      throw new AwsError('EmptyBatchRequest', 'There should be at least one DeleteMessageBatchRequestEntry.');
    }
    if (entries.length > 10) {
      throw new AwsError('TooManyEntriesInBatchRequest', 'Maximum number of entries per request are 10.');
    }
    if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
      throw new AwsError('BatchEntryIdsNotDistinct', 'Two or more batch entries have the same Id.');
    }
    const Successful: DeleteMessageBatchResultEntry[] = [];
    const Failed: BatchResultErrorEntry[] = [];
    for (const { Id, ReceiptHandle = '' } of entries) {
      if (queue.deletesToFail > 0) {
        queue.deletesToFail -= 1;
        Failed.push({ Id, SenderFault: false, Code: 'InternalError', Message: 'Try again.' });
      } else if (!queue.receipts.has(ReceiptHandle)) {
        const Message = 'The input receipt handle is invalid.';
        Failed.push({ Id, SenderFault: true, Code: 'ReceiptHandleIsInvalid', Message });
      } else {
        queue.messages = queue.messages.filter(({ receipt }) => receipt !== ReceiptHandle);
        Successful.push({ Id });
      }
    }
    return { Successful, Failed };
  },
});
