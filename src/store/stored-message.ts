import { z } from 'zod';
import type { Picture } from '../core/picture.ts';

const Inline = z.union([
  z.string(),
  z.looseObject({ kind: z.enum(['bold', 'code']), text: z.string() }),
  z.looseObject({ kind: z.literal('person'), userId: z.string() }),
  z.looseObject({ kind: z.literal('group'), groupId: z.string() }),
  z.looseObject({ kind: z.literal('channel'), channelId: z.string() }),
  z.looseObject({ kind: z.literal('time'), at: z.date() }),
  z.looseObject({ kind: z.literal('link'), text: z.string(), url: z.string() }),
]);
const Line = z.union([Inline, z.array(Inline)]);
const Lines = z.array(Line).optional();
const Offers = z
  .array(z.looseObject({ label: z.string(), command: z.string(), input: z.record(z.string(), z.string()) }))
  .optional();

/** Its words; that the rest cannot be drawn costs the picture and nothing else. */
const Words = z.looseObject({ title: z.string(), alt: z.string() });
const StoredPicture = z.custom<Picture>((value) => Words.safeParse(value).success);

/** A message as it waits in the outbox, as much of it as is drawn. What is not so could be drawn by nobody, ever. */
export const StoredMessage = z.looseObject({
  title: z.string(),
  tone: z.enum(['plain', 'good', 'warning', 'bad']).optional(),
  lines: Lines,
  facts: z.array(z.looseObject({ label: z.string(), value: Line })).optional(),
  entries: z.array(z.looseObject({ lines: z.array(Line), offers: Offers })).optional(),
  warnings: Lines,
  notes: Lines,
  offers: Offers,
  pictures: z.array(StoredPicture).optional(),
});
