import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';

/** How a call to Slack failed, seen from what may be done next. */
export type SlackFailure =
  /** Slack said no; nothing was done. */
  | { readonly kind: 'refused'; readonly code: string; readonly details: readonly string[] }
  /** Nothing was done; ask again after this many milliseconds. */
  | { readonly kind: 'throttled'; readonly waitMs: number }
  /** Nobody knows whether it was done: look before doing it again. */
  | { readonly kind: 'unclear'; readonly why: string };

/** "It's possible some aspect of the operation succeeded before the error was raised" (docs of fatal_error). */
const unclearCodes = ['fatal_error', 'internal_error', 'service_unavailable', 'request_timeout', 'team_added_to_org'];

/** @returns undefined when the error is not one of a call to Slack: a bug of ours */
export function slackFailure(error: unknown): SlackFailure | undefined {
  if (error instanceof WebAPIRateLimitedError) return { kind: 'throttled', waitMs: error.retryAfter * 1000 };
  if (error instanceof WebAPIPlatformError) {
    const code = error.data.error;
    if (code === 'ratelimited' || code === 'rate_limited') return { kind: 'throttled', waitMs: 5000 };
    // An answer that is no JSON (a proxy's page) arrives here with its raw text as the code.
    if (unclearCodes.includes(code) || !/^[a-z0-9_-]+$/i.test(code))
      return { kind: 'unclear', why: code.slice(0, 100) };
    return { kind: 'refused', code, details: error.data.response_metadata?.messages ?? [] };
  }
  if (error instanceof WebAPIHTTPError) return { kind: 'unclear', why: `HTTP ${error.statusCode}` };
  if (error instanceof WebAPIRequestError) return { kind: 'unclear', why: error.original.message };
  return undefined;
}

/** Slack's error code, when it refused. */
export function refusalCode(error: unknown): string | undefined {
  const failure = slackFailure(error);
  return failure?.kind === 'refused' ? failure.code : undefined;
}

/** The view was closed, or shows something newer. */
export const isViewGone = (error: unknown): boolean =>
  ['not_found', 'hash_conflict'].includes(refusalCode(error) ?? '');
