import type { ServerResponse } from 'node:http';
import { commonHeaders } from './reply.ts';

export interface Changes {
  listen(listener: (side: 'slack' | 'aws') => void): () => void;
}

/** Long enough to fold a burst of changes into one reload, short enough to feel immediate. */
const debounceMs = 40;
/** Keeps the stream alive through proxies and lets a dead page be noticed. */
const heartbeatMs = 15_000;

/** Answers with a server-sent event stream: `event: change`, `data: slack` or `data: aws`, debounced per side. */
export function answerEvents(changes: Changes, response: ServerResponse): void {
  response.writeHead(200, { ...commonHeaders, 'content-type': 'text/event-stream' });
  response.write('retry: 1000\n\n');
  const due = new Map<string, NodeJS.Timeout>();
  const stop = changes.listen((side) => {
    if (due.has(side)) return;
    const tell = () => {
      due.delete(side);
      response.write(`event: change\ndata: ${side}\n\n`);
    };
    due.set(side, setTimeout(tell, debounceMs));
  });
  const heartbeat = setInterval(() => response.write(': still here\n\n'), heartbeatMs);
  response.on('close', () => {
    stop();
    clearInterval(heartbeat);
    for (const timer of due.values()) clearTimeout(timer);
  });
}
