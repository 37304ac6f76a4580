import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { HTTPReceiver } from '@slack/bolt';
import { boltLogger } from '../bolt-logger.ts';
import type { Log } from '../log.ts';
import type { ConnectedReceiver } from './socket-receiver.ts';

export interface HttpReceiverOptions {
  readonly signingSecret: string;
  readonly port: number;
  readonly host?: string | undefined;
  readonly log: Log;
}

/** The receiver, and where it listens (of use with port 0). */
export interface HttpReceiver extends ConnectedReceiver {
  port(): number;
}

const form = 'application/x-www-form-urlencoded';
const toleranceSeconds = 300;

/** Bolt refuses old timestamps only: a signed request dated tomorrow could be replayed until then. */
function isFromTheFuture(request: IncomingMessage): boolean {
  const stamp = Number(request.headers['x-slack-request-timestamp']);
  return Number.isFinite(stamp) && stamp - Date.now() / 1000 > toleranceSeconds;
}

/** Bolt compares the content type to the letter; proxies add a charset. */
function normalise(request: IncomingMessage): void {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() === form) request.headers['content-type'] = form;
}

/** Of what is no object Bolt would read fields all the same, and of `null` that takes the process down. */
function holdsNull(body: string, type: string | undefined): boolean {
  const text = type === form ? (new URLSearchParams(body).get('payload') ?? '') : body;
  return text.trim() === 'null';
}

const mostBytes = 4 * 1024 * 1024;

/** The whole body; undefined when it is more than Slack would send. @throws when the connection ends before it */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    bytes += (part as Buffer).length;
    if (bytes > mostBytes) return undefined;
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}

function listenError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE')
    return new Error(`Port ${port} is taken: another program listens there (slack.port).`);
  if (error.code === 'EACCES')
    return new Error(`Port ${port} may not be used by this user: choose one above 1023 (slack.port).`);
  return error;
}

/** Signed HTTP for Bolt, on a server of our own around Bolt's receiver. Every kind of request comes to /slack/events. */
export function makeHttpReceiver({ signingSecret, port, host, log }: HttpReceiverOptions): HttpReceiver {
  const bolt = new HTTPReceiver({ signingSecret, logger: boltLogger(log), endpoints: ['/slack/events'] });
  let server: Server | undefined;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (isFromTheFuture(request)) {
      log.warn({}, 'slack request with a timestamp in the future refused');
      response.writeHead(401).end();
      return;
    }
    normalise(request);
    const rawBody = await bodyOf(request);
    if (!rawBody) {
      response.writeHead(413, { connection: 'close' }).end();
      return;
    }
    if (holdsNull(rawBody.toString(), request.headers['content-type'])) {
      log.warn({}, 'slack request that holds nothing refused');
      response.writeHead(400).end();
      return;
    }
    try {
      // Bolt reads a body that was read already from here.
      bolt.requestListener(Object.assign(request, { rawBody }), response);
    } catch {
      // Bolt throws for every path that is not its own.
      response.writeHead(404).end();
    }
  }

  return {
    init: (app) => bolt.init(app),
    start: () =>
      new Promise<void>((resolve, reject) => {
        const created = createServer((request, response) => {
          answer(request, response).catch((error: unknown) => {
            log.warn({ err: error }, 'slack request broke off');
            response.destroy();
          });
        });
        created.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, port)));
        created.listen(port, host, () => {
          server = created;
          resolve();
        });
      }),
    stop: () =>
      new Promise<void>((resolve) => {
        if (!server) return resolve();
        server.close(() => resolve());
        server.closeIdleConnections();
        server = undefined;
      }),
    connected: () => server !== undefined,
    port: () => {
      const address = server?.address();
      return typeof address === 'object' && address !== null ? address.port : port;
    },
  };
}
