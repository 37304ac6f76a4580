/** Slack's refusals by what is done about them. Every other code is tried again for a while, then given up. */

const words: Readonly<Record<string, string>> = {
  is_archived: 'the channel is archived',
  is_inactive: 'the channel is archived',
  not_in_channel: 'Assay is not in the channel; invite it',
  channel_not_found: 'there is no such channel, or Assay is not in it; invite it, or correct the configuration',
  restricted_action: 'the workspace does not let Assay write there',
  restricted_action_read_only_channel: 'only some people may write there',
  user_not_found: 'Slack does not know the person',
  message_not_found: 'somebody deleted the message',
  thread_not_found: 'somebody deleted the message of the thread',
  cant_update_message: 'the message is not one of Assay’s',
  edit_window_closed: 'Slack does not let old messages be changed',
};

/** A refusal as people understand it; the code itself where nobody has put it into words. */
export const wordsOf = (code: string): string => (words[code] ? `${words[code]} (${code})` : code);

/** The place cannot be written to (any more): somewhere else. */
export const isPlaceGone = (code: string): boolean =>
  [
    'channel_not_found',
    'not_in_channel',
    'is_archived',
    'is_inactive',
    'restricted_action',
    'restricted_action_read_only_channel',
    'restricted_action_thread_only_channel',
    'restricted_action_non_threadable_channel',
    'cannot_dm_bot',
    'user_not_found',
    'messages_tab_disabled',
    'team_access_not_granted',
  ].includes(code);

/** The blocks are not to Slack's taste: fewer of them. */
export const isTooMuch = (code: string): boolean =>
  ['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long', 'msg_too_long', 'invalid_arguments'].includes(
    code,
  );

/** The message is gone or may not be edited: a new one. */
export const isMessageGone = (code: string): boolean =>
  [
    'message_not_found',
    'cant_update_message',
    'edit_window_closed',
    'thread_not_found',
    'cannot_reply_to_message',
  ].includes(code);

/** The app itself is refused: nothing is wrong with the message, it waits until an administrator has mended it. */
export const isAppRefused = (code: string): boolean =>
  [
    'invalid_auth',
    'not_authed',
    'account_inactive',
    'token_revoked',
    'token_expired',
    'missing_scope',
    'no_permission',
    'org_login_required',
    'ekm_access_denied',
    'access_denied',
  ].includes(code);
