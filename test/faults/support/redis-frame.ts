const lineEnd = '\r\n';

/** What a client sent: its words. */
export type Command = readonly string[];

const lines = '+-:_#,(';
const strings = '$!=';
/** Parts a counted type has for each that it counts. */
const partsEach: Readonly<Record<string, number>> = { '*': 1, '~': 1, '>': 1, '%': 2 };

/** Where the frame that begins at `start` ends, or undefined when some of it is still to come. RESP 2 and 3. */
function endOf(bytes: Buffer, start: number): number | undefined {
  const end = bytes.indexOf(lineEnd, start);
  if (end < 0) return undefined;
  const type = String.fromCharCode(bytes[start] ?? 0);
  const next = end + lineEnd.length;
  if (lines.includes(type)) return next;
  const count = Number(bytes.toString('latin1', start + 1, end));
  const each = partsEach[type];
  if (!Number.isInteger(count) || !(each || strings.includes(type)))
    throw new Error(`not RESP: ${bytes.toString('latin1', start, end)}`);
  if (count < 0) return next;
  if (!each) return next + count + lineEnd.length <= bytes.length ? next + count + lineEnd.length : undefined;
  let at: number | undefined = next;
  for (let part = 0; part < count * each && at !== undefined; part++) at = endOf(bytes, at);
  return at;
}

/** What the server says without having been asked. */
export const isPush = (frame: Buffer): boolean => frame[0] === '>'.charCodeAt(0);

/** Cuts a stream into frames: give it every chunk as it comes. */
export function frames(): (chunk: Buffer) => readonly Buffer[] {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const found: Buffer[] = [];
    for (let end = endOf(rest, 0); end !== undefined; end = rest.length > 0 ? endOf(rest, 0) : undefined) {
      found.push(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
    return found;
  };
}

/** The words of a request; clients send arrays of bulk strings only. */
export function wordsOf(frame: Buffer): Command {
  const words: string[] = [];
  for (let at = frame.indexOf(lineEnd) + lineEnd.length; at < frame.length; ) {
    const end = frame.indexOf(lineEnd, at);
    const from = end + lineEnd.length;
    const length = Number(frame.toString('latin1', at + 1, end));
    words.push(frame.toString('utf8', from, from + length));
    at = from + length + lineEnd.length;
  }
  return words;
}
