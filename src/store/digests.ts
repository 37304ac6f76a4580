import { z } from 'zod';
import type { DigestMark, Digests } from '../core/digests.ts';
import { Moment } from '../core/moment.ts';
import { UnreadableRecord } from '../core/unreadable-record.ts';
import { type Access, operate } from './access.ts';
import { readMarkLua, writeMarkLua } from './lua/marks.ts';
import { encodeNotice } from './run-codec.ts';
import { readScript, writeScript } from './script.ts';

const last = readScript(readMarkLua);
const make = writeScript(writeMarkLua);

const StoredMark = z.object({ day: z.string(), at: Moment, unseen: z.string() });

/** Always in the same order: the script compares it as text. */
const encode = ({ day, at, unseen }: DigestMark): string => JSON.stringify({ day, at, unseen });

function decode(environment: string, body: string): DigestMark {
  try {
    return StoredMark.parse(JSON.parse(body));
  } catch (error) {
    throw new UnreadableRecord(`digests:${environment}`, error);
  }
}

/** Digests on Redis: one field for each environment. */
export const makeDigests = (access: Access): Digests => ({
  last: (environment) =>
    operate(access, async (call) => {
      const body = (await call(last, 'digests', environment)) as string;
      return body === '' ? undefined : decode(environment, body);
    }),
  made: (environment, before, mark, said) =>
    operate(access, async (call) => {
      const notice = said ? JSON.stringify(encodeNotice(said)) : '';
      await call(make, 'digests', environment, before ? encode(before) : '', encode(mark), notice);
    }),
});
