import { createHmac } from 'node:crypto';
import type { Ack, Carrier, Delivery } from './carrier.ts';
import { parseJson } from './json.ts';

export interface SignedHttpOptions {
  readonly requestUrl: string;
  readonly signingSecret: string;
  readonly ackMs: number;
}

/** The v0 signature of a body, as `x-slack-signature` carries it. */
export function signatureOf(signingSecret: string, timestamp: number, body: string): string {
  return `v0=${createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

/** Signed HTTP: every payload is POSTed to the app's request URL. */
export function makeSignedHttp(options: SignedHttpOptions): Carrier {
  const closing = new AbortController();
  return {
    isConnected: () => true,
    close: () => closing.abort(),
    send: (delivery) => post(options, delivery, closing.signal),
  };
}

async function post(options: SignedHttpOptions, delivery: Delivery, closing: AbortSignal): Promise<Ack> {
  const body = bodyOf(delivery);
  // The real clock: the app compares it with its own.
  const timestamp = Math.floor(Date.now() / 1000);
  const deadline = AbortSignal.timeout(options.ackMs);
  try {
    const response = await fetch(options.requestUrl, {
      method: 'POST',
      headers: {
        // Exactly this, without a charset, is what Slack sends and all that Bolt takes.
        'content-type': delivery.kind === 'events_api' ? 'application/json' : 'application/x-www-form-urlencoded',
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'x-slack-request-timestamp': String(timestamp),
        'x-slack-signature': signatureOf(options.signingSecret, timestamp, body),
        ...(delivery.retry === undefined
          ? {}
          : { 'x-slack-retry-num': String(delivery.retry.attempt), 'x-slack-retry-reason': delivery.retry.reason }),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([deadline, closing]),
    });
    const text = await response.text();
    if (!response.ok) {
      return { kind: 'failed', reason: 'http_error', mayRetry: response.headers.get('x-slack-no-retry') !== '1' };
    }
    return { kind: 'acked', payload: text === '' ? undefined : (parseJson(text) ?? text) };
  } catch {
    return deadline.aborted
      ? { kind: 'timeout' }
      : { kind: 'failed', reason: 'connection_failed', mayRetry: !closing.aborted };
  }
}

function bodyOf({ kind, payload }: Delivery): string {
  if (kind === 'events_api') return JSON.stringify(payload);
  if (kind === 'interactive') return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  return new URLSearchParams(payload as Record<string, string>).toString();
}
