import type { CallTerms } from '../core/aws.ts';
import { patience } from './patience.ts';

/** The name of the error a deadline ends calls with; the table of errors knows it as "too slow". */
const deadlineName = 'TimeoutError';

/**
 * Runs work with a signal that is aborted by the caller's own or by the deadline of its patience, whichever comes first.
 * Not AbortSignal.any: in Node 20 its dependants of a long-lived signal are kept until that signal goes.
 */
export async function withDeadline<T>(terms: CallTerms, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(terms.signal?.reason);
  if (terms.signal?.aborted) onAbort();
  terms.signal?.addEventListener('abort', onAbort, { once: true });
  const { totalMs } = patience[terms.patience];
  const timer =
    totalMs === undefined
      ? undefined
      : setTimeout(() => controller.abort(new DOMException(`no answer within ${totalMs} ms`, deadlineName)), totalMs);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    terms.signal?.removeEventListener('abort', onAbort);
  }
}

/** The promise's value, or the signal's reason if that comes first; the promise itself goes on for whoever shares it. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
