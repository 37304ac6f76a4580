import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Handled } from './handle-call.ts';

/** An HTTP server on 127.0.0.1 that reads whole bodies and cuts the connection when the answer is `lost`. */
export async function listen(
  port: number,
  handle: (request: IncomingMessage, body: Buffer) => Promise<Handled>,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request) {
        chunks.push(chunk);
      }
      const answer = await handle(request, Buffer.concat(chunks));
      if (answer === 'lost') {
        request.socket.destroy();
        return;
      }
      response.writeHead(answer.status, { 'content-type': answer.contentType, ...answer.headers });
      response.end(answer.body);
    } catch (error) {
      // A caller that hangs up early; anything else is a bug of the fake and must be seen as one.
      if (!request.socket.destroyed) {
        response.writeHead(500, { 'content-type': 'text/plain' });
        response.end(`the fake AWS broke: ${String(error)}`);
      }
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${bound}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
