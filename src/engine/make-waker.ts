import type { ConnectionOptions } from 'bullmq';
import { makeNudges } from './nudges.ts';
import type { EngineLog } from './parts.ts';

/** Nudges runs from a process that does not work on them. */
export interface Waker {
  /** Never rejects: a run whose nudge was lost is found on the due list within about a second. */
  wake(runId: string): Promise<void>;
  close(): Promise<void>;
}

/** @param connection with the fail-fast settings of the store: people wait for what calls this */
export function makeWaker(options: {
  readonly connection: ConnectionOptions;
  readonly prefix: string;
  readonly log: EngineLog;
}): Waker {
  const { log } = options;
  const nudges = makeNudges(
    options.connection,
    options.prefix,
    (error) => log.warn({ err: error }, 'the queue has trouble with Redis'),
    true,
  );
  return {
    wake: (runId) =>
      nudges.advance(runId).catch((error: unknown) => {
        log.warn({ run: runId, err: error }, 'a nudge was lost, the due list will do');
      }),
    close: nudges.close,
  };
}
