import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { accountInKey, answerOf } from './great-answers.ts';
import type { MakingState } from './great-making.ts';
import type { GreatWorld } from './great-world.ts';

export interface GreatAws {
  /** For `AWS_ENDPOINT_URL`. Signatures are not checked. */
  readonly url: string;
  /** Calls so far, by action. */
  readonly calls: ReadonlyMap<string, number>;
  /** Calls it does not know, answered 501; a bench that leaves one here has measured nothing. */
  readonly unknown: ReadonlySet<string>;
  /** All AMIs that are being made are available from now on. */
  finish(): void;
  close(): Promise<void>;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

/** Key and Region a request is signed with. */
const signedWith = /Credential=([^/]+)\/\d{8}\/([^/]+)\//;

/**
 * A server that answers from arithmetic what is asked of AWS about instances and their AMIs: a million of them need no
 * memory. KMS finds every signature right. It is not strict; whether what calls it is right, the sandbox's AWS decides.
 */
export async function startGreatAws(world: GreatWorld): Promise<GreatAws> {
  const calls = new Map<string, number>();
  const unknown = new Set<string>();
  const making: MakingState = { since: Date.now(), isReady: false };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await textOf(request);
    const [, key = '', region = ''] = signedWith.exec(request.headers.authorization ?? '') ?? [];
    const account = accountInKey(key);
    const target = request.headers['x-amz-target'];
    const form = new URLSearchParams(typeof target === 'string' ? '' : text);
    const action = typeof target === 'string' ? target : (form.get('Action') ?? '');
    calls.set(action, (calls.get(action) ?? 0) + 1);
    const trouble = world.troubles?.[`${account}/${region}`];
    if (typeof trouble === 'object') await pause(trouble.delayMs);
    if (action === 'TrentService.Verify') {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify({ SignatureValid: true, SigningAlgorithm: 'ECDSA_SHA_256' }));
      return;
    }
    const answer = answerOf(world, { action, form, account, region }, making);
    if (answer === undefined) unknown.add(action);
    response.writeHead(answer?.status ?? 501, { 'content-type': 'text/xml;charset=UTF-8' });
    response.end(answer?.body ?? '');
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    unknown,
    finish() {
      making.isReady = true;
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
