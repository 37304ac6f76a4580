import { refusalCode, slackFailure } from '../slack-failure.ts';

const words: Readonly<Record<string, string>> = {
  invalid_auth: 'Slack does not accept it',
  not_authed: 'it is empty',
  account_inactive: 'the app was removed from the workspace or its account was deactivated',
  token_revoked: 'it was revoked',
  token_expired: 'it has expired',
  not_allowed_token_type: 'it is a token of the wrong kind',
  missing_scope: 'it lacks a scope',
};

/** Codes no waiting mends. */
export const isFatal = (error: unknown): boolean => Object.keys(words).includes(refusalCode(error) ?? '');

/**
 * Why Slack's part could not start, as one sentence for the operator.
 * @param token the environment variable it is about
 */
export function startError(error: unknown, token: 'SLACK_BOT_TOKEN' | 'SLACK_APP_TOKEN'): Error {
  const failure = slackFailure(error);
  if (!failure) return error instanceof Error ? error : new Error(String(error));
  if (failure.kind === 'refused') {
    const kind =
      token === 'SLACK_BOT_TOKEN' ? 'the bot token (xoxb-…)' : 'the app-level token (xapp-…, scope connections:write)';
    return new Error(
      `${token}, ${kind}, cannot be used: ${words[failure.code] ?? 'Slack refused it'} (${failure.code}).`,
    );
  }
  const why = failure.kind === 'throttled' ? 'it asks for fewer calls' : failure.why;
  return new Error(`Slack could not be reached at the start: ${why}.`);
}
