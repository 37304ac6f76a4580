import type { Budget } from '../core/store.ts';
import { patience } from './patience.ts';
import { unlessAborted } from './with-deadline.ts';

/**
 * AWS's token buckets per account and Region, as documented: burst and refill per second. KMS's own
 * quota is far above these; ours only keeps a loop of ours from becoming an outage of others; Image Builder's is not
 * documented, so ours is careful. STS has none here: sessions
 * are kept for an hour, and its quota is 600 a second.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
const buckets = {
  read: { burst: 100, perSecond: 20 },
  write: { burst: 50, perSecond: 5 },
  tags: { burst: 100, perSecond: 10 },
  launch: { burst: 5, perSecond: 2 },
  terminate: { burst: 100, perSecond: 5 },
  // Load balancing is another service with its own, undocumented limits: a guess on the safe side.
  balancing: { burst: 40, perSecond: 10 },
  // So are Auto Scaling and Config.
  scaling: { burst: 40, perSecond: 10 },
  config: { burst: 20, perSecond: 5 },
  copy: { burst: 100, perSecond: 1 },
  kms: { burst: 100, perSecond: 50 },
  builds: { burst: 40, perSecond: 10 },
} as const;
export type Bucket = keyof typeof buckets;

export interface BudgetRequest {
  readonly account: string;
  readonly region: string;
  readonly bucket: Bucket;
  readonly patience: 'command' | 'job';
  readonly signal: AbortSignal;
}

/**
 * Waits for a token if that is soon.
 * @returns 0 when the call may go, else the milliseconds it would still have to wait
 */
export async function takeBudget(
  request: BudgetRequest,
  options: {
    readonly budget: Budget;
    readonly share: number;
    readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  },
): Promise<number> {
  const { burst, perSecond } = buckets[request.bucket];
  const rate = { burst: Math.max(1, Math.floor(burst * options.share)), perSecond: perSecond * options.share };
  let left = patience[request.patience].budgetWaitMs;
  for (;;) {
    const asked = options.budget.take(`${request.account}/${request.region}/${request.bucket}`, rate);
    // A store that does not answer must not use up more than the caller has.
    const wait = await unlessAborted(asked, request.signal);
    if (wait <= 0 || wait > left) return Math.max(0, wait);
    left -= wait;
    await options.pause(wait, request.signal);
  }
}
