import type { IncomingMessage } from 'node:http';
import { isJson, type Json, parseJson } from './json.ts';

const MAX_BYTES = 4 * 1024 * 1024;

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Error('body too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Arguments of a Web API call: from the query, a form, or a JSON body. */
export function readArguments(request: IncomingMessage, body: string, query: URLSearchParams): Json {
  const fromQuery = Object.fromEntries(query);
  if ((request.headers['content-type'] ?? '').startsWith('application/json')) {
    const parsed = parseJson(body);
    return { ...fromQuery, ...(isJson(parsed) ? parsed : {}) };
  }
  return { ...fromQuery, ...Object.fromEntries(new URLSearchParams(body)) };
}
