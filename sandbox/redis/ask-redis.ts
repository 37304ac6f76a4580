import { connect } from 'node:net';

export interface RedisAddress {
  readonly port: number;
  readonly password?: string | undefined;
}

/** Commands as Redis reads them: arrays of bulk strings. */
const encode = (words: readonly string[]): string =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;

/** Takes one status, error or bulk reply off the front; `undefined` while it is incomplete. */
function takeReply(text: string): { readonly reply: string; readonly rest: string } | undefined {
  const end = text.indexOf('\r\n');
  if (end < 0) return undefined;
  const [line, rest] = [text.slice(0, end), text.slice(end + 2)];
  if (!line.startsWith('$')) return { reply: line, rest };
  const length = Number(line.slice(1));
  if (length < 0) return { reply: line, rest };
  if (rest.length < length + 2) return undefined;
  return { reply: rest.slice(0, length), rest: rest.slice(length + 2) };
}

/**
 * Asks a server on 127.0.0.1 some commands over one connection: enough to see that it is there, without a client library.
 * @returns a reply for each command, as sent: "+PONG", "-LOADING …", the text of a bulk string (ASCII), or "$-1" for none
 */
export function askRedis(
  address: RedisAddress,
  commands: readonly (readonly string[])[],
  timeout = 1_000,
): Promise<readonly string[]> {
  const all = address.password ? [['AUTH', address.password], ...commands] : commands;
  return new Promise((resolve, reject) => {
    const replies: string[] = [];
    let text = '';
    const socket = connect({ host: '127.0.0.1', port: address.port });
    const fail = (error: Error): void => {
      socket.destroy();
      reject(error);
    };
    socket.setTimeout(timeout, () => fail(new Error(`no answer on port ${address.port} within ${timeout} ms`)));
    socket.once('error', fail);
    socket.once('close', () => fail(new Error(`the server on port ${address.port} closed the connection`)));
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      for (let taken = takeReply(text); taken; taken = takeReply(text)) {
        text = taken.rest;
        replies.push(taken.reply);
      }
      if (replies.length < all.length) return;
      socket.destroy();
      resolve(address.password ? replies.slice(1) : replies);
    });
    socket.write(all.map(encode).join(''));
  });
}
