import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SlackHands } from '../contract.ts';
import type { ChangeBell } from './change-bell.ts';
import { isJson, parseJson } from './json.ts';
import { readBody } from './read-body.ts';
import { SlackRefusal } from './slack-refusal.ts';

const QUIET_MS = 50;

/** Only pages of this machine may use people's hands: a foreign site must not reach them through a browser. */
export function isLocal(request: IncomingMessage): boolean {
  const local = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;
  const { host, origin } = request.headers;
  if (!local.test(host ?? '')) return false;
  return origin === undefined || local.test(origin.replace(/^https?:\/\//, ''));
}

/** Answers `POST /world/slack/<method>`. */
export async function answerHands(
  hands: SlackHands,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const input = parseJson(await readBody(request));
  const hand: unknown = Object.hasOwn(hands, name) ? hands[name as keyof SlackHands] : undefined;
  if (typeof hand !== 'function' || request.method !== 'POST') return end(response, 404, { error: 'unknown_hand' });
  if (!isJson(input) || typeof input['user'] !== 'string') return end(response, 400, { error: 'user_missing' });
  try {
    end(response, 200, await (hand as (input: unknown) => Promise<unknown>)(input));
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    end(response, 200, { ok: false, error: error.code });
  }
}

function end(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

/** Answers `GET /world/slack/events`: says "changed" after changes, at most every {@link QUIET_MS}. */
export function streamChanges(bell: ChangeBell, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': hello\n\n');
  let timer: NodeJS.Timeout | undefined;
  const stop = bell.listen(() => {
    timer ??= setTimeout(() => {
      timer = undefined;
      response.write('data: changed\n\n');
    }, QUIET_MS);
  });
  response.on('close', () => {
    clearTimeout(timer);
    stop();
  });
}
