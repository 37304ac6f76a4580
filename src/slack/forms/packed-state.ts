import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { UserError } from '../../core/outcome.ts';
import { limits } from '../rendering/limits.ts';

/** What a modal remembers: a view submission carries no channel and nothing typed in an earlier view. */
const FormState = z.object({
  command: z.string(),
  channel: z.string(),
  input: z.record(z.string(), z.json()).default({}),
});
export type FormState = z.output<typeof FormState>;

const compressed = 'z:';

/**
 * The state for `private_metadata`, compressed where it would not fit.
 * @throws UserError bad_input when it does not fit either
 */
export function packState(state: FormState): string {
  const text = JSON.stringify(state);
  if (text.length <= limits.privateMetadata) return text;
  const packed = compressed + deflateRawSync(text).toString('base64');
  if (packed.length <= limits.privateMetadata) return packed;
  throw new UserError('bad_input', 'That is more than a form can hold.', { hint: 'Shorten the longest texts.' });
}

/** @returns undefined when it is not one of ours */
export function unpackState(packed: string): FormState | undefined {
  try {
    const text = packed.startsWith(compressed)
      ? inflateRawSync(Buffer.from(packed.slice(compressed.length), 'base64'), { maxOutputLength: 100_000 }).toString()
      : packed;
    return FormState.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
