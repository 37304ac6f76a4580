import type { Json } from './json.ts';

/** One payload for the app. */
export interface Delivery {
  readonly kind: 'slash_commands' | 'interactive' | 'events_api';
  readonly payload: Json;
  readonly retry?: { readonly attempt: number; readonly reason: string };
}

/** What became of it. `payload` is what the app said in its ack: JSON, plain text, or nothing. */
export type Ack =
  | { readonly kind: 'acked'; readonly payload: unknown }
  /** No answer in three seconds. */
  | { readonly kind: 'timeout' }
  /** No connection, or an HTTP error. `mayRetry` is false when the app asked for no retry. */
  | { readonly kind: 'failed'; readonly reason: 'connection_failed' | 'http_error'; readonly mayRetry: boolean };

/** Stands between the workspace and the way to the app, for tests that lose, repeat or hold back what is delivered. */
export type Courier = (delivery: Delivery, send: (delivery: Delivery) => Promise<Ack>) => Promise<Ack>;

/** The way to the app: Socket Mode or signed HTTP. */
export interface Carrier {
  readonly isConnected: () => boolean;
  readonly send: (delivery: Delivery) => Promise<Ack>;
  readonly close: () => void;
}

/** What the person sees when the app did not answer. */
export function errorOf(ack: Ack): string | undefined {
  if (ack.kind === 'acked') return undefined;
  return ack.kind === 'timeout' ? 'operation_timeout' : 'dispatch_failed';
}
