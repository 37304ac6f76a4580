import type { ImageBlock } from '@slack/types';
import type { Message } from '../../core/message.ts';
import { waitsMs } from '../pictures/until-taken.ts';
import { uploadPicture } from '../pictures/upload-picture.ts';
import { fitMessage } from '../rendering/fit-message.ts';
import type { Rendered } from '../rendering/render-message.ts';
import { escapeText } from '../rendering/spoken.ts';
import type { SendTools } from './send-card.ts';

/**
 * Versions of a message that show its first picture. Slack refuses the block of a new file until it has looked at it, which
 * posts nothing; each version waits longer than the one before. The picture is drawn and uploaded when the first is asked for:
 * a message that is there already costs no upload. Where that fails the message goes out in words.
 */
export function withPicture(
  { client, draw, log }: Pick<SendTools, 'client' | 'draw' | 'log'>,
  message: Message,
): readonly (() => Promise<Rendered>)[] {
  const [picture] = message.pictures ?? [];
  if (!picture || !draw) return [];
  let uploading: Promise<ImageBlock | undefined> | undefined;
  const upload = (): Promise<ImageBlock | undefined> => {
    uploading ??= uploadPicture(client, draw, picture).catch((error: unknown) => {
      log.warn({ err: error }, 'picture could not be shown');
      return undefined;
    });
    return uploading;
  };
  return waitsMs.map((ms) => async () => {
    const block = await upload();
    const { blocks, text } = fitMessage(message);
    if (!block) return { blocks, text };
    await new Promise((resolve) => setTimeout(resolve, ms));
    // Screen readers read the text alone: it says what the picture shows.
    return { blocks: [...blocks, block], text: `${text}\n${escapeText(block.alt_text)}` };
  });
}
