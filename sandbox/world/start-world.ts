import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AwsState, SlackHands } from '../contract.ts';
import { bundlePage } from './bundle-page.ts';
import { answerEvents, type Changes } from './events.ts';
import { refusal } from './guard.ts';
import { callHands } from './hands-route.ts';
import { sendFile, sendJson } from './reply.ts';

/** Which half of the world moved. */
export type WorldSide = 'slack' | 'aws';

/** One line of the composer's autocomplete: `usage` is what follows the slash command. */
export interface CommandHint {
  readonly usage: string;
  readonly summary: string;
}

export interface WorldOptions {
  readonly hands: SlackHands;
  readonly awsState: () => AwsState;
  /** A picture that Slack holds, as this person may see it. */
  readonly picture?: (input: { readonly user: string; readonly id: string }) => Uint8Array | undefined;
  /** Calls the listener after every change and returns how to stop that. */
  readonly onChange: (listener: (side: WorldSide) => void) => () => void;
  /** User id of the person the page opens as. */
  readonly startAs: string;
  /** On 127.0.0.1. Default: any free one. */
  readonly port?: number;
  readonly commandHints?: readonly CommandHint[];
}

/** What the page asks for first. */
export interface WorldStart {
  readonly startAs: string;
  readonly commandHints: readonly CommandHint[];
}

export interface World {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the sandbox's page on 127.0.0.1 and passes its calls to the two fakes. Rejects with one sentence if the port is taken. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const files = await bundlePage();
  const changes: Changes = { listen: options.onChange };
  const start: WorldStart = { startAs: options.startAs, commandHints: options.commandHints ?? [] };

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const refused = refusal(request);
    if (refused) return sendJson(response, refused.status, { ok: false, error: refused.error });
    const path = new URL(request.url ?? '/', 'http://world').pathname;
    if (request.method === 'POST' && path.startsWith('/world/slack/')) {
      return callHands(options.hands, path.slice('/world/slack/'.length), request, response);
    }
    if (path === '/world/aws/state') return sendJson(response, 200, options.awsState());
    if (path === '/world/start') return sendJson(response, 200, start);
    if (path === '/world/events') return answerEvents(changes, response);
    const [, user, id] = /^\/world\/pictures\/(\w+)\/(\w+)$/.exec(path) ?? [];
    const picture = user && id ? options.picture?.({ user, id }) : undefined;
    if (picture) return sendFile(response, { type: 'image/png', body: picture });
    const file = files.get(path === '/' ? '/index.html' : path);
    if (file) return sendFile(response, file);
    sendJson(response, 404, { ok: false, error: 'not_found' });
  };

  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => {
      console.error('sandbox page:', error);
      if (!response.headersSent) sendJson(response, 500, { ok: false, error: 'internal_error' });
      else response.end();
    });
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portError(error, options.port)));
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Event streams never end by themselves.
        server.closeAllConnections();
      }),
  };
}

function portError(error: NodeJS.ErrnoException, port: number | undefined): Error {
  if (error.code !== 'EADDRINUSE') return error;
  return new Error(
    `Port ${port} on 127.0.0.1 is taken: stop what listens there (another sandbox?) or choose another.`,
    {
      cause: error,
    },
  );
}
