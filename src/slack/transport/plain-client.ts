import { SocketModeClient } from '@slack/socket-mode';
import { isFields } from '../fields.ts';

/** What the library is to make of a message: hello, disconnect, or an envelope of no particular type; undefined: nothing. */
export function plainly(message: string): string | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(message);
  } catch {
    return undefined;
  }
  if (!isFields(parsed)) return undefined;
  const { type, envelope_id: id } = parsed;
  if (type === 'hello' || type === 'disconnect') return message;
  return typeof id === 'string' ? JSON.stringify({ ...parsed, type: 'envelope' }) : undefined;
}

/**
 * The library's client, which trusts what it is sent: an event that is not as it should be would end the process, and one
 * whose type is the name of an event of the client itself would raise that. Here every envelope comes as `slack_event`, and
 * only so.
 */
export class PlainClient extends SocketModeClient {
  protected override async onWebSocketMessage(data: string | ArrayBuffer, isBinary: boolean): Promise<void> {
    const message = typeof data === 'string' ? plainly(data) : undefined;
    if (message !== undefined) await super.onWebSocketMessage(message, isBinary);
  }
}
