import type { ImageBlock, ModalView } from '@slack/types';
import type { Message } from '../../core/message.ts';
import { untilTaken } from '../pictures/until-taken.ts';
import { uploadPicture } from '../pictures/upload-picture.ts';
import { isViewGone } from '../slack-failure.ts';
import type { SlackContext } from './slack-context.ts';

/**
 * Puts the pictures of an answer into the modal that shows it, as soon as Slack takes them. Never throws.
 * @param hash of the view as it shows the answer: with it, Slack refuses to overwrite what the person opened meanwhile
 */
export async function showInView(
  context: SlackContext,
  view: { readonly id: string; readonly hash: string | undefined },
  message: Message,
  draw: (pictures: readonly ImageBlock[]) => ModalView,
): Promise<void> {
  const { pictures: studio, client, log } = context;
  if (studio?.where !== 'here' || !view.hash || !message.pictures?.length) return;
  const { id, hash } = view;
  try {
    const blocks = await Promise.all(message.pictures.map((picture) => uploadPicture(client, studio.draw, picture)));
    await untilTaken(async () => {
      try {
        await client.views.update({ view_id: id, hash, view: draw(blocks) });
        return 'shown';
      } catch (error) {
        if (isViewGone(error)) return 'gone';
        throw error;
      }
    });
  } catch (error) {
    log.warn({ err: error }, 'picture could not be shown in the modal');
  }
}
