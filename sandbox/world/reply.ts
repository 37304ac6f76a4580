import type { ServerResponse } from 'node:http';

/** A file of the page, kept in memory. */
export interface PageFile {
  readonly type: string;
  readonly body: Uint8Array | string;
}

/** Nothing from elsewhere, no inline code, and no string may become HTML: what the bot writes can only ever be text. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

export const commonHeaders = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

export function sendFile(response: ServerResponse, file: PageFile): void {
  response.writeHead(200, { ...commonHeaders, 'content-type': file.type }).end(file.body);
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { ...commonHeaders, 'content-type': 'application/json' }).end(JSON.stringify(body));
}
