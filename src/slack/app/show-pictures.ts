import type { ImageBlock } from '@slack/types';
import type { Message } from '../../core/message.ts';
import { untilTaken } from '../pictures/until-taken.ts';
import { uploadPicture } from '../pictures/upload-picture.ts';
import { contentOf } from '../rendering/content-of.ts';
import { escapeText } from '../rendering/spoken.ts';
import { byResponseUrl, type Reach } from './answer-privately.ts';
import type { SlackContext } from './slack-context.ts';

/** Shows one picture to one person: beside the answer, or in their direct messages. */
async function show(context: SlackContext, { userId, responseUrl }: Reach, block: ImageBlock): Promise<void> {
  const rendered = { blocks: [block], text: escapeText(block.alt_text) };
  if (context.pictures?.where === 'here' && responseUrl) {
    try {
      await untilTaken(async () => {
        await byResponseUrl(responseUrl, rendered);
        return 'shown';
      });
      return;
    } catch (error) {
      context.log.warn({ err: error, userId }, 'picture not taken beside the answer, sending it directly');
    }
  }
  await untilTaken(async () => {
    await context.client.chat.postMessage({ channel: userId, ...contentOf(rendered) });
    return 'shown';
  });
}

/**
 * Lets the pictures of a private answer follow it. The answer has said everything in words, so a picture that cannot be
 * drawn, uploaded or shown costs a line in the log and nothing else. Never throws.
 */
export async function showPictures(context: SlackContext, reach: Reach, message: Message): Promise<void> {
  const { pictures: studio, client, log } = context;
  if (!studio) return;
  for (const picture of message.pictures ?? []) {
    try {
      await show(context, reach, await uploadPicture(client, studio.draw, picture));
    } catch (error) {
      log.warn({ err: error, userId: reach.userId }, 'picture could not be shown');
    }
  }
}
