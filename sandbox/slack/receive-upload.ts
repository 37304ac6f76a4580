import type { IncomingMessage, ServerResponse } from 'node:http';
import type { World } from './world.ts';

const MAX_BYTES = 60_000_000;

/** Answers a POST to `/upload/v1/<key>` with raw bytes, as Slack's file host does. Forms are not understood here. */
export async function receiveUpload(
  world: World,
  key: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Error('upload too large');
    chunks.push(chunk);
  }
  const isForm = (request.headers['content-type'] ?? '').startsWith('multipart/');
  const wrong = isForm ? 'form_not_understood' : world.files.receive(key, Buffer.concat(chunks));
  if (wrong !== undefined) world.problems.push(`upload: ${wrong}`);
  response.writeHead(wrong === undefined ? 200 : wrong === 'unknown_upload' ? 404 : 400);
  response.end(wrong ?? `OK - ${size}`);
}
