import { AwsError } from '../aws-error.ts';
import type { Bucket } from './action.ts';
import type { Settings } from './settings.ts';

/** Burst and refill per second, per account and Region. "Request throttling for the Amazon EC2 API", developer guide. */
const REAL: Readonly<Record<Bucket | 'unfiltered', readonly [burst: number, refill: number]>> = {
  read: [100, 20],
  unfiltered: [50, 10],
  write: [50, 5],
  tags: [100, 10],
  deregister: [100, 5],
  copy: [100, 1],
  launch: [5, 2],
  settings: [1, 0.1],
};
const GENEROUS = [10_000, 10_000] as const;

const SMALL_WHEN_UNFILTERED = new Set(['DescribeInstances', 'DescribeSnapshots', 'DescribeVolumes', 'DescribeTags']);

/**
 * Makes the door of the token buckets.
 *
 * @throws AwsError `RequestLimitExceeded` from the returned function, when the bucket is empty
 */
export function makeThrottle(settings: Settings, now: () => number) {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (place: string, action: string, bucket: Bucket, form: URLSearchParams): void => {
    const kind = isUnfiltered(action, form) ? 'unfiltered' : bucket;
    const [burst, refill] = settings.throttling === 'real' ? REAL[kind] : GENEROUS;
    const key = `${place} ${kind === 'write' ? action : kind} ${settings.throttling}`;
    const state = buckets.get(key) ?? { tokens: burst, at: now() };
    const tokens = Math.min(burst, state.tokens + ((now() - state.at) / 1000) * refill);
    buckets.set(key, { tokens: Math.max(0, tokens - 1), at: now() });
    if (tokens < 1) {
      throw new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503);
    }
  };
}

function isUnfiltered(action: string, form: URLSearchParams): boolean {
  return (
    SMALL_WHEN_UNFILTERED.has(action) &&
    ![...form.keys()].some((name) => /^(Filter|MaxResults|InstanceId|SnapshotId|VolumeId)/.test(name))
  );
}
