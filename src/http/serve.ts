import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Check, healthPath, metricsPath, readiness, readyPath } from './health.ts';
import type { Metrics } from './metrics.ts';

export interface HttpServer {
  readonly port: number;
  close(): Promise<void>;
}

/** A port that somebody else has: told in one sentence, not with a stack. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
}

/**
 * Serves health, readiness and metrics.
 * @throws PortTakenError
 */
export async function serveHttp(options: {
  readonly host: string;
  readonly port: number;
  readonly checks: readonly Check[];
  readonly metrics: Metrics;
}): Promise<HttpServer> {
  const server = createServer((request, response) => {
    void answer(request.url ?? '/', options).then(({ status, type, body }) => {
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
    });
  });
  await listen(server, options.host, options.port);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  url: string,
  { checks, metrics }: { readonly checks: readonly Check[]; readonly metrics: Metrics },
): Promise<{ status: number; type: string; body: string }> {
  const json = 'application/json';
  switch (url.split('?')[0]) {
    case healthPath:
      return { status: 200, type: json, body: '{"ok":true}' };
    case readyPath: {
      const state = await readiness(checks);
      return { status: state.ok ? 200 : 503, type: json, body: JSON.stringify(state) };
    }
    case metricsPath:
      return { status: 200, type: metrics.contentType, body: await metrics.text() };
    default:
      return {
        status: 404,
        type: json,
        body: JSON.stringify({ error: `try ${healthPath}, ${readyPath} or ${metricsPath}` }),
      };
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new PortTakenError(
              `Port ${port} on ${host} is taken by another program; stop that one or set http.port in assay.yaml.`,
            )
          : error,
      );
    });
    server.listen(port, host, () => resolve());
  });
}
