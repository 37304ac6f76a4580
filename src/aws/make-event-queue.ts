import { setTimeout as timer } from 'node:timers/promises';
import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { EventQueue } from '../core/aws-inventory.ts';
import { BusyError } from '../core/outcome.ts';
import type { AwsLog, RecordedCall } from './aws-options.ts';
import type { Where } from './error-words.ts';
import { codeOf, translateError } from './errors.ts';
import { makeHandler } from './make-agents.ts';
import { inChunks } from './pages.ts';
import { patience } from './patience.ts';
import { readEvent } from './read-event.ts';
import { withDeadline } from './with-deadline.ts';

export interface EventQueueOptions {
  /** `https://sqs.<region>.amazonaws.com/<account>/<name>`. */
  readonly queueUrl: string;
  /** The role Assay itself runs as; for the words of a refusal. */
  readonly hubRoleArn: string;
  readonly log: AwsLog;
  readonly recordCalls?: ((call: RecordedCall) => void) | undefined;
  /** How long `receive` waits for a first message. Default 20 s, SQS's own most. */
  readonly waitSeconds?: number | undefined;
  /** For tests; default is a timer. */
  readonly pause?: ((milliseconds: number) => Promise<void>) | undefined;
}

export interface ConnectedEventQueue extends EventQueue {
  /** Whether both calls are allowed; takes nothing off, hides nothing. @throws UserError, BusyError */
  probe(): Promise<void>;
  close(): void;
}

/** SQS's own most for one call. */
const atOnce = 10;
const hiddenSeconds = 60;
const deleteTries = 3;
/** Of a message that is no event, for the log. */
const shownCharacters = 1000;

/**
 * The queue of events, as whoever the SDK's default chain says Assay is. Its region and account are those of its address;
 * `AWS_ENDPOINT_URL` counts as everywhere.
 */
export function makeEventQueue(options: EventQueueOptions): ConnectedEventQueue {
  const { queueUrl: QueueUrl, hubRoleArn, log, waitSeconds = 20, pause = timer } = options;
  const { hostname, pathname } = new URL(QueueUrl);
  const region = hostname.split('.')[1] ?? '';
  const account = { alias: 'hub', id: pathname.split('/')[1] ?? '' };
  const handler = makeHandler({ attemptMs: waitSeconds * 1000 + patience.job.attemptMs }, log);
  const client = new SQSClient({
    region,
    maxAttempts: patience.job.attempts,
    requestHandler: handler,
    // Else the SDK goes to the host of the address, past AWS_ENDPOINT_URL.
    useQueueUrlAsEndpoint: false,
  });

  async function send<T>(action: string, need: string, signal: AbortSignal | undefined, call: Send<T>): Promise<T> {
    const where: Where = { service: 'sqs', action, account, region, roleArn: hubRoleArn, patience: 'job' };
    const record = (result: string): void => {
      const seen: RecordedCall = {
        service: 'sqs',
        action,
        needs: [need],
        account: account.id,
        region,
        runReference: 'events',
        result,
      };
      log.debug(seen, 'aws call');
      options.recordCalls?.(seen);
    };
    try {
      const answer = await withDeadline({ patience: 'job', signal }, (abortSignal) => call({ abortSignal }));
      record('ok');
      return answer;
    } catch (error) {
      record(signal?.aborted ? 'aborted' : codeOf(error));
      throw signal?.aborted ? signal.reason : translateError(error, where);
    }
  }

  const receiveBy = (input: { WaitTimeSeconds: number; VisibilityTimeout: number }, signal?: AbortSignal) =>
    send('ReceiveMessage', 'sqs:ReceiveMessage', signal, (how) =>
      client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: atOnce, ...input }), how),
    );

  /** @returns receipts that SQS failed to take, through no fault of ours */
  async function remove(receipts: readonly string[]): Promise<readonly string[]> {
    const Entries = receipts.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
    const { Failed = [] } = await send('DeleteMessageBatch', 'sqs:DeleteMessage', undefined, (how) =>
      client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }), how),
    );
    return Failed.flatMap(({ Id, SenderFault, Code, Message }) => {
      if (!SenderFault) return receipts[Number(Id)] ?? [];
      // The message comes again and is known by its event's id then.
      log.warn({ code: Code, message: Message }, 'an event could not be taken off the queue');
      return [];
    });
  }

  return {
    async receive(signal) {
      const { Messages = [] } = await receiveBy(
        { WaitTimeSeconds: waitSeconds, VisibilityTimeout: hiddenSeconds },
        signal,
      );
      const read = Messages.map((message) => ({ message, ...readEvent(message) }));
      for (const one of read)
        if ('strange' in one) {
          const body = one.message.Body?.slice(0, shownCharacters);
          log.warn({ why: one.strange.why, body }, 'a message in the queue is no event');
        }
      return {
        events: read.flatMap((one) => ('event' in one ? one.event : [])),
        strange: read.flatMap((one) => ('strange' in one ? one.strange : [])),
      };
    },
    async done(receipts) {
      for (const chunk of inChunks(receipts, atOnce)) {
        let left = await remove(chunk);
        for (let tries = 1; left.length > 0; tries += 1) {
          if (tries >= deleteTries)
            throw new BusyError(`SQS did not take ${left.length} events off the queue.`, { waitMs: 5000 });
          await pause(200 * 2 ** tries);
          left = await remove(left);
        }
      }
    },
    async probe() {
      await receiveBy({ WaitTimeSeconds: 0, VisibilityTimeout: 0 });
      const Entries = [{ Id: '0', ReceiptHandle: 'assay-doctor' }];
      await send('DeleteMessageBatch', 'sqs:DeleteMessage', undefined, (how) =>
        client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }), how),
      );
    },
    close() {
      client.destroy();
      handler.httpAgent.destroy();
      handler.httpsAgent.destroy();
    },
  };
}

type Send<T> = (how: { readonly abortSignal: AbortSignal }) => Promise<T>;
