import type { CallTerms } from '../core/aws.ts';

export interface Patience {
  /** Tries by the SDK itself; CreateImage never gets more than one. */
  readonly attempts: number;
  /** One try, from sending to the head of the answer. */
  readonly attemptMs: number;
  /** One method of the port, with all its pages, waits and tries. Absent: no end of its own. */
  readonly totalMs: number | undefined;
  /** Longest wait for the request budget before giving up. */
  readonly budgetWaitMs: number;
}

/** Slack wants an answer within three seconds; a run that gives up is simply tried again later. */
export const patience: Readonly<Record<CallTerms['patience'], Patience>> = {
  command: { attempts: 2, attemptMs: 1200, totalMs: 2400, budgetWaitMs: 400 },
  job: { attempts: 3, attemptMs: 20_000, totalMs: undefined, budgetWaitMs: 5000 },
};
