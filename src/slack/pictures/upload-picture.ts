import type { ImageBlock } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { DrawPicture, Picture } from '../../core/picture.ts';
import { cut, limits } from '../rendering/limits.ts';
import { visible } from '../rendering/visible.ts';

const uploadWithinMs = 10_000;

/**
 * Draws a picture and gives it to Slack, private to this app; the block that shows it comes back. Slack looks at a new file
 * for a moment: until then it refuses the block (`invalid slack file`), and nothing but trying again tells when it is
 * done without a scope to read everybody's files.
 * @throws when it cannot be drawn, or Slack does not take it
 */
export async function uploadPicture(client: WebClient, draw: DrawPicture, picture: Picture): Promise<ImageBlock> {
  const bytes = await draw(picture);
  const { upload_url: url, file_id: id } = await client.files.getUploadURLExternal({
    filename: 'assay.png',
    length: bytes.length,
  });
  if (!url || !id) throw new Error('Slack gave no address for the upload');
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: Buffer.from(bytes),
    signal: AbortSignal.timeout(uploadWithinMs),
    redirect: 'error',
  });
  if (!answer.ok) throw new Error(`Slack answered ${answer.status} to the upload`);
  const title = cut(visible(picture.title), limits.header);
  // Shared with no channel: whoever sees the message that shows it sees it, nobody else.
  await client.files.completeUploadExternal({ files: [{ id, title }] });
  return { type: 'image', alt_text: cut(visible(picture.alt), limits.altText), slack_file: { id } };
}
