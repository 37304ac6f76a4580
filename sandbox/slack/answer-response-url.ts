import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseJson } from './json.ts';
import { postResponse } from './post-response.ts';
import { readBody } from './read-body.ts';
import { SlackRefusal } from './slack-refusal.ts';
import type { World } from './world.ts';

/** Answers a POST to `/respond/<key>`. */
export async function answerResponseUrl(
  world: World,
  key: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = parseJson(await readBody(request));
  const answer = (status: number, error?: string): void => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify(error === undefined ? { ok: true } : { ok: false, error }));
  };
  const target = world.responseUrls.use(key);
  if (typeof target === 'string') {
    world.problems.push(`response_url: ${target}`);
    return answer(404, target);
  }
  try {
    postResponse(world, target, body);
    answer(200);
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    world.problems.push(`response_url: ${error.code} ${JSON.stringify(error.extra)}`);
    answer(400, error.code);
  }
}
