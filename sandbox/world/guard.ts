import type { IncomingMessage } from 'node:http';

/** Why a request is not answered. */
export interface Refusal {
  readonly status: number;
  readonly error: string;
}

const loopbackNames = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Keeps other web pages in the same browser out. A name that someone re-points to 127.0.0.1 (DNS rebinding) still
 * arrives with its own Host header, and JSON cannot be posted across origins without a preflight, which we never answer.
 */
export function refusal(request: IncomingMessage): Refusal | undefined {
  if (!isLoopback(request.headers.host)) return { status: 403, error: 'only_loopback_hosts' };
  const origin = request.headers.origin;
  if (origin !== undefined && origin !== `http://${request.headers.host}`)
    return { status: 403, error: 'foreign_origin' };
  if (request.method === 'GET') return undefined;
  if (request.method !== 'POST') return { status: 405, error: 'method_not_allowed' };
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  return type === 'application/json' ? undefined : { status: 415, error: 'only_application_json' };
}

function isLoopback(host: string | undefined): boolean {
  return host !== undefined && loopbackNames.has(host.replace(/:\d+$/, '').toLowerCase());
}
