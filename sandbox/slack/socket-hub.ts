import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Ack, Carrier, Delivery } from './carrier.ts';
import { isJson, parseJson } from './json.ts';
import type { Lives } from './lives.ts';

const MAX_CONNECTIONS = 10;

export type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled' | 'too_many_websockets';

export interface SocketHubOptions {
  readonly appId: string;
  readonly lives: Lives;
  /** "ws://127.0.0.1:1234" */
  readonly origin: () => string;
  readonly onChange: () => void;
  readonly onProblem: (problem: string) => void;
  /** Lets an ack pass by calling it; left out: at once. */
  readonly passing?: (ack: () => void, sent: unknown) => Promise<void>;
  /** Chooses the connection a payload goes to; at random when left out, as in Slack. */
  readonly choose?: (count: number) => number;
}

/** Socket Mode: up to ten WebSockets; every payload goes to exactly one of them. */
export class SocketHub implements Carrier {
  readonly #options: SocketHubOptions;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #tickets = new Map<string, number>();
  readonly #open = new Set<WebSocket>();
  readonly #waiting = new Map<string, (payload: unknown) => void>();
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(options: SocketHubOptions) {
    this.#options = options;
  }

  get connectionCount(): number {
    return this.#open.size;
  }

  readonly isConnected = (): boolean => this.#open.size > 0;

  /** A URL good for one connection. */
  newUrl(): string {
    const ticket = randomBytes(16).toString('hex');
    this.#tickets.set(ticket, Date.now());
    return `${this.#options.origin()}/link/?ticket=${ticket}&app_id=${this.#options.appId}`;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const ticket = url.searchParams.get('ticket') ?? '';
    const issued = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    if (url.pathname !== '/link/' || issued === undefined || Date.now() - issued > this.#options.lives.ticketMs) {
      socket.end('HTTP/1.1 408 Request Timeout\r\nconnection: close\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (connection) => this.#welcome(connection));
  }

  readonly send = async (delivery: Delivery): Promise<Ack> => {
    const connections = [...this.#open];
    const choose = this.#options.choose ?? ((count: number) => Math.floor(Math.random() * count));
    const connection = connections[choose(connections.length)];
    if (connection === undefined) return { kind: 'failed', reason: 'connection_failed', mayRetry: true };
    const id = randomUUID();
    const envelope = {
      envelope_id: id,
      type: delivery.kind,
      payload: delivery.payload,
      accepts_response_payload: delivery.kind !== 'events_api',
      ...(delivery.retry === undefined
        ? {}
        : { retry_attempt: delivery.retry.attempt, retry_reason: delivery.retry.reason }),
    };
    return new Promise((resolve) => {
      const timer = this.#later(this.#options.lives.ackMs, () => {
        this.#waiting.delete(id);
        resolve({ kind: 'timeout' });
      });
      this.#waiting.set(id, (payload) => {
        this.#cancel(timer);
        this.#waiting.delete(id);
        resolve({ kind: 'acked', payload });
      });
      connection.send(JSON.stringify(envelope));
    });
  };

  /** Tells every open connection to go. Slack sends nothing more on them; the client closes. */
  disconnect(reason: DisconnectReason): void {
    for (const connection of [...this.#open]) this.#dismiss(connection, reason);
    this.#options.onChange();
  }

  /** Cuts so many connections without a word, all of them when left out. */
  drop(most = MAX_CONNECTIONS): void {
    for (const connection of [...this.#open].slice(0, most)) {
      this.#open.delete(connection);
      connection.terminate();
    }
  }

  readonly close = (): void => {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const connection of this.#server.clients) connection.terminate();
    this.#server.close();
  };

  #welcome(connection: WebSocket): void {
    connection.on('error', () => connection.terminate());
    if (this.#open.size >= MAX_CONNECTIONS) {
      this.#dismiss(connection, 'too_many_websockets');
      return;
    }
    this.#open.add(connection);
    const ping = setInterval(() => connection.ping('Ping from the sandbox'), this.#options.lives.pingEveryMs);
    connection.on('close', () => {
      clearInterval(ping);
      this.#open.delete(connection);
      this.#options.onChange();
    });
    connection.on('message', (data: Buffer) => {
      const ack = (): void => this.#acknowledge(data.toString());
      if (this.#options.passing) void this.#options.passing(ack, parseJson(data.toString()));
      else ack();
    });
    connection.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.#open.size,
        debug_info: { host: 'sandbox', build_number: 1, approximate_connection_time: 18_060 },
        connection_info: { app_id: this.#options.appId },
      }),
    );
    this.#options.onChange();
  }

  #acknowledge(text: string): void {
    const message = parseJson(text);
    const id = isJson(message) ? message['envelope_id'] : undefined;
    const settle = typeof id === 'string' ? this.#waiting.get(id) : undefined;
    if (settle !== undefined && isJson(message)) settle(message['payload']);
    else this.#options.onProblem(`ack too late, twice or for nothing that was sent: ${text.slice(0, 200)}`);
  }

  #dismiss(connection: WebSocket, reason: DisconnectReason): void {
    this.#open.delete(connection);
    connection.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'sandbox' } }));
    if (reason === 'warning') this.#later(this.#options.lives.disconnectWarningMs, () => connection.close(1000));
    else connection.close(1000);
  }

  #later(ms: number, work: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, ms);
    this.#timers.add(timer);
    return timer;
  }

  #cancel(timer: NodeJS.Timeout): void {
    clearTimeout(timer);
    this.#timers.delete(timer);
  }
}
