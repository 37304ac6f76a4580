import type { Message } from '../../core/message.ts';
import { fitMessage } from '../rendering/fit-message.ts';
import type { Rendered } from '../rendering/render-message.ts';
import type { SlackContext } from './slack-context.ts';

/** Where one person can be reached, best way first. */
export interface Reach {
  readonly userId: string;
  readonly responseUrl?: string | undefined;
  readonly channel?: string | undefined;
}

/** A message as arguments of Slack's methods; without blocks only its text. */
export const contentOf = ({ blocks, text }: Rendered) => ({
  text,
  ...(blocks.length > 0 ? { blocks: [...blocks] } : {}),
  unfurl_links: false,
  unfurl_media: false,
});

/** @throws when Slack does not take it; an address is good for five uses within half an hour */
export async function byResponseUrl(url: string, rendered: Rendered): Promise<void> {
  const body = { response_type: 'ephemeral', replace_original: false, ...contentOf(rendered) };
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    // Bolt's own respond() waits for ever.
    signal: AbortSignal.timeout(5000),
    redirect: 'error',
  });
  if (!answer.ok) throw new Error(`response_url answered ${answer.status}`);
}

/**
 * Tells one person something only they see. Tries the payload's response_url, then an ephemeral message in the channel,
 * then a direct message: somebody who asked is answered. Never throws.
 */
export async function answerPrivately(context: SlackContext, reach: Reach, message: Message): Promise<void> {
  const { client, log } = context;
  const rendered = fitMessage(message);
  const { userId, responseUrl, channel } = reach;
  const ways: (() => Promise<unknown>)[] = [
    ...(responseUrl ? [() => byResponseUrl(responseUrl, rendered)] : []),
    ...(channel ? [() => client.chat.postEphemeral({ channel, user: userId, ...contentOf(rendered) })] : []),
    () => client.chat.postMessage({ channel: userId, ...contentOf(rendered) }),
  ];
  for (const way of ways) {
    try {
      await way();
      return;
    } catch (error) {
      log.warn({ err: error, userId }, 'private answer failed, trying another way');
    }
  }
  log.error({ userId }, 'person could not be answered at all');
}
