import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
import { type Command, frames, isPush, wordsOf } from './redis-frame.ts';

/** Sees one command on its way. */
export interface Passage {
  /** Redis has not seen it. `cut` ends the connection, and Redis never will. */
  before(): Promise<'go' | 'cut'>;
  /** Redis has answered and the process does not know. `cut` ends the connection without the answer. */
  after(reply: Buffer): Promise<'go' | 'cut'>;
}

/** Whoever wants to see a command on its way. */
export type Gate = (command: Command) => Passage | undefined;

export interface RedisProxy {
  readonly url: string;
  close(): Promise<void>;
}

/** From here on the server speaks without being asked. */
const isSubscription = ([word = '']: Command): boolean => /^[sp]?subscribe$|^monitor$/i.test(word);

/**
 * One command after the other, each answered before the next is sent: what was cut off has not happened, and of what came
 * before every answer is known.
 */
async function carry(client: Socket, server: Socket, gate: Gate): Promise<void> {
  const requests = frames();
  const replies = frames();
  const waiting: Buffer[] = [];
  let answered: (reply: Buffer) => void = () => {};
  server.on('data', (chunk: Buffer) => {
    for (const reply of replies(chunk)) {
      if (isPush(reply)) client.write(reply);
      else answered(reply);
    }
  });
  let busy = false;
  const goOn = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    for (let frame = waiting.shift(); frame; frame = waiting.shift()) {
      const command = wordsOf(frame);
      if (isSubscription(command)) {
        server.removeAllListeners('data');
        client.removeAllListeners('data');
        server.write(Buffer.concat([frame, ...waiting.splice(0)]));
        client.pipe(server).pipe(client);
        return;
      }
      const passage = gate(command);
      if ((await passage?.before()) === 'cut') return void client.destroy();
      const reply = await new Promise<Buffer>((resolve) => {
        answered = resolve;
        server.write(frame);
      });
      if ((await passage?.after(reply)) === 'cut') return void client.destroy();
      client.write(reply);
    }
    busy = false;
  };
  client.on('data', (chunk: Buffer) => {
    waiting.push(...requests(chunk));
    void goOn();
  });
}

/** Starts a proxy for one process, on 127.0.0.1. */
export async function startRedisProxy(port: number, gate: Gate): Promise<RedisProxy> {
  const open = new Set<Socket>();
  const listener = createServer((client) => {
    const server = connect(port, '127.0.0.1');
    const both = [client, server];
    for (const socket of both) {
      open.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => {
        open.delete(socket);
        for (const other of both) other.destroy();
      });
    }
    void carry(client, server, gate);
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return {
    url: `redis://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => listener.close(() => resolve()));
    },
  };
}
