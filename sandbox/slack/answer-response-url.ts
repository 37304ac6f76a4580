import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FaultList } from './fault-list.ts';
import { isJson } from './json.ts';
import { postResponse } from './post-response.ts';
import { SlackRefusal } from './slack-refusal.ts';
import type { World } from './world.ts';

/** Answers a POST to `/respond/<key>`. */
export async function answerResponseUrl(
  world: World,
  faults: FaultList,
  key: string,
  body: unknown,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const fault = faults.take('response_url', isJson(body) ? body : {});
  const answer = (status: number, error?: string): void => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify(error === undefined ? { ok: true } : { ok: false, error }));
  };
  if (fault?.kind === 'status' || fault?.kind === 'throttle') {
    return answer(fault.kind === 'status' ? fault.status : 429, 'fault');
  }
  const target = world.responseUrls.use(key);
  if (typeof target === 'string') {
    world.problems.push(`response_url: ${target}`);
    return answer(404, target);
  }
  try {
    postResponse(world, target, body);
    if (fault?.kind === 'lost-answer') request.socket.destroy();
    else answer(200);
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    world.problems.push(`response_url: ${error.code} ${JSON.stringify(error.extra)}`);
    answer(400, error.code);
  }
}
