import type { ServerResponse } from 'node:http';

/** Something the app sends to Slack. */
export interface SeenSlackCall {
  /** A method, "chat.postMessage", or "upload", "response_url", "ack". */
  readonly name: string;
  /** The process, where its API URL names it; methods only. */
  readonly sender: string | undefined;
  /** What was sent with it, without tokens; nothing of a picture's bytes. */
  readonly sent: unknown;
}

/** Stands inside the server, for tests that end the caller at a chosen moment. */
export interface SlackInterceptor {
  /** Nothing has happened yet. `cut` ends the connection without any effect. */
  before(call: SeenSlackCall): Promise<'go' | 'cut'>;
  /** The effect has happened and nobody was told. `cut` ends the connection without an answer. */
  after(call: SeenSlackCall): Promise<'go' | 'cut'>;
}

/** Lets everything pass. */
export const passing: SlackInterceptor = { before: async () => 'go', after: async () => 'go' };

/** Keeps an answer back until the returned function is called. */
export function hold(response: ServerResponse): () => void {
  const { end } = response;
  let release = (): void => {};
  response.end = ((...all: Parameters<typeof end>) => {
    release = () => void end.apply(response, all);
    return response;
  }) as typeof end;
  return () => release();
}
