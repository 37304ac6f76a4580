import type { Image } from '../../core/aws.ts';
import { UserError } from '../../core/outcome.ts';
import { spanOf } from '../../lookup/span.ts';
import type { FindInput } from './input.ts';

/** From its date on it is hidden from others; it still launches by id. */
export const isDeprecated = ({ deprecatedAt }: Image, now: Date): boolean =>
  deprecatedAt !== undefined && Date.parse(deprecatedAt) <= now.getTime();

/**
 * What AWS has no filter for.
 * @throws UserError bad_input for a span nobody can read, or two that leave nothing
 */
export function narrowing(input: FindInput, now: Date): (image: Image) => boolean {
  const newer = input.newer === undefined ? undefined : spanOf(input.newer, 'newer');
  const older = input.older === undefined ? undefined : spanOf(input.older, 'older');
  if (newer !== undefined && older !== undefined && older >= newer)
    throw new UserError('bad_input', `Nothing is newer than ${input.newer} and older than ${input.older}.`, {
      field: 'older',
      hint: 'Swap the two.',
    });
  const { state } = input;
  return (image) => {
    const age = now.getTime() - Date.parse(image.createdAt);
    if (newer !== undefined && age > newer) return false;
    if (older !== undefined && age < older) return false;
    if (state === undefined) return true;
    if (state === 'deprecated') return isDeprecated(image, now);
    if (state === 'failed') return ['failed', 'error', 'invalid'].includes(image.state);
    return image.state === state && !(state === 'available' && isDeprecated(image, now));
  };
}
