import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Credential, CredentialStore } from './credential-store.ts';

/** Why a request is not believed. Each protocol says it with its own code. */
export type SignatureProblem =
  | 'missing'
  | 'unknown-key'
  | 'wrong-token'
  | 'expired-token'
  | 'expired-signature'
  | 'mismatch';

export type SignatureResult =
  | { readonly ok: true; readonly credential: Credential; readonly service: string; readonly region: string }
  | { readonly ok: false; readonly problem: SignatureProblem; readonly service: string };

/** AWS allows a request to be this old, or this far in the future. */
const MAX_SKEW_MS = 5 * 60_000;

/**
 * Verifies AWS Signature Version 4 of a POST request, signed in its headers.
 * See "Create a signed AWS API request" in the IAM user guide for the canonical form.
 */
export function verifySignature(
  request: IncomingMessage,
  body: Buffer,
  credentials: CredentialStore,
  now: number,
): SignatureResult {
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      request.headers.authorization ?? '',
    );
  if (parts === null) {
    return { ok: false, problem: 'missing', service: '' };
  }
  const [, accessKeyId = '', date = '', region = '', service = '', signedHeaders = '', signature = ''] = parts;
  const refuse = (problem: SignatureProblem): SignatureResult => ({ ok: false, problem, service });

  const credential = credentials.find(accessKeyId);
  if (credential === undefined) {
    return refuse('unknown-key');
  }
  if (header(request, 'x-amz-security-token') !== credential.sessionToken) {
    return refuse('wrong-token');
  }
  const stamp = header(request, 'x-amz-date') ?? '';
  const scope = `${date}/${region}/${service}/aws4_request`;
  const canonical = canonicalRequest(request, body, signedHeaders);
  const toSign = ['AWS4-HMAC-SHA256', stamp, scope, sha256(canonical)].join('\n');
  const key = [date, region, service, 'aws4_request'].reduce<Buffer | string>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${credential.secretAccessKey}`,
  );
  const expected = createHmac('sha256', key).update(toSign).digest();
  const isBound = ['host', 'x-amz-date'].every((name) => signedHeaders.split(';').includes(name));
  if (!isBound || !stamp.startsWith(date) || !timingSafeEqual(expected, Buffer.from(signature, 'hex'))) {
    return refuse('mismatch');
  }
  if (!(Math.abs(parseStamp(stamp) - now) <= MAX_SKEW_MS)) {
    return refuse('expired-signature');
  }
  if (credential.expiration !== undefined && credential.expiration.getTime() <= now) {
    return refuse('expired-token');
  }
  return { ok: true, credential, service, region };
}

function canonicalRequest(request: IncomingMessage, body: Buffer, signedHeaders: string): string {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const query = [...url.searchParams]
    .map(([name, value]) => `${encodeRfc3986(name)}=${encodeRfc3986(value)}`)
    .sort()
    .join('&');
  const headers = signedHeaders
    .split(';')
    .map((name) => `${name}:${(header(request, name) ?? '').trim().replaceAll(/\s+/g, ' ')}\n`)
    .join('');
  return [request.method, url.pathname, query, headers, signedHeaders, sha256(body)].join('\n');
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

function parseStamp(stamp: string): number {
  return Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
