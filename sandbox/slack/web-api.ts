import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from '../contract.ts';
import { CallArguments } from './call-arguments.ts';
import type { FaultList } from './fault-list.ts';
import { type Json, parseJson } from './json.ts';
import type { Method } from './method.ts';
import type { RateLimits } from './rate-limits.ts';
import { SlackRefusal } from './slack-refusal.ts';
import type { Tokens } from './tokens.ts';
import type { World } from './world.ts';

/** One call the app made. Tokens are left out, nested arguments are parsed. */
export interface CallRecord {
  readonly at: number;
  readonly method: string;
  readonly args: Json;
  /** "ok", Slack's error code, "ratelimited", "http_503" or "lost". */
  readonly result: string;
}

export interface WebApiParts {
  readonly world: World;
  readonly methods: ReadonlyMap<string, Method>;
  readonly tokens: Tokens;
  readonly limits: RateLimits;
  readonly faults: FaultList;
  readonly newSocketUrl: () => string;
  readonly origin: () => string;
  readonly calls: CallRecord[];
  readonly unknownCalls: string[];
}

interface Outcome {
  readonly status: number;
  readonly body: Json;
  readonly result: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers `POST /api/<name>` with these arguments. */
export async function answerCall(
  parts: WebApiParts,
  name: string,
  given: Json,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { token: tokenInBody, ...raw } = given;
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const token = bearer ?? (typeof tokenInBody === 'string' ? tokenInBody : undefined);
  const fault = parts.faults.take(name, parsed(raw));
  if (fault?.kind === 'delay') await delay(fault.ms);
  const outcome = faultOutcome(fault) ?? perform(parts, name, raw, token);
  const lost = fault?.kind === 'lost-answer';
  parts.calls.push({ at: parts.world.now(), method: name, args: parsed(raw), result: lost ? 'lost' : outcome.result });
  if (lost) {
    // The work is done; the app cannot know.
    request.socket.destroy();
    return;
  }
  response.writeHead(outcome.status, {
    'content-type': 'application/json; charset=utf-8',
    'x-slack-req-id': String(parts.calls.length),
    ...outcome.headers,
  });
  response.end(JSON.stringify(outcome.body));
}

function perform(parts: WebApiParts, name: string, raw: Json, token: string | undefined): Outcome {
  const method = parts.methods.get(name);
  if (method === undefined) {
    parts.unknownCalls.push(name);
    return { status: 501, body: { ok: false, error: 'unknown_method', req_method: name }, result: 'http_501' };
  }
  const headers: Record<string, string> = {
    'x-oauth-scopes': (token === parts.tokens.app ? ['connections:write'] : parts.tokens.scopes).join(','),
    'x-accepted-oauth-scopes': method.scopes.join(','),
  };
  try {
    const caller = parts.tokens.callerOf(method, token);
    const channel = typeof raw['channel'] === 'string' ? raw['channel'] : undefined;
    const wait = parts.limits.retryAfter(name, method.rate, channel);
    if (wait > 0) return throttled(wait);
    const args = new CallArguments(raw);
    const answer = method.run({
      world: parts.world,
      args,
      caller,
      newSocketUrl: parts.newSocketUrl,
      origin: parts.origin(),
    });
    return { status: 200, body: { ok: true, ...answer }, result: 'ok', headers };
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    return { status: 200, body: { ok: false, error: error.code, ...error.extra }, result: error.code, headers };
  }
}

function faultOutcome(fault: Fault | undefined): Outcome | undefined {
  if (fault?.kind === 'throttle') return throttled(fault.retryAfterSeconds ?? 1);
  if (fault?.kind === 'status') {
    return { status: fault.status, body: { ok: false, error: 'fault' }, result: `http_${fault.status}` };
  }
  if (fault?.kind !== 'error') return undefined;
  const messages = fault.message === undefined ? {} : { response_metadata: { messages: [fault.message] } };
  return { status: 200, body: { ok: false, error: fault.code, ...messages }, result: fault.code };
}

function throttled(seconds: number): Outcome {
  return {
    status: 429,
    body: { ok: false, error: 'ratelimited' },
    result: 'ratelimited',
    headers: { 'retry-after': String(seconds) },
  };
}

function parsed(raw: Json): Json {
  const nested = (value: unknown): unknown =>
    typeof value === 'string' && /^[[{]/.test(value) ? (parseJson(value) ?? value) : value;
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, nested(value)]));
}
