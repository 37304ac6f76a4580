import { UserError } from '../core/outcome.ts';
import type { Settings } from '../core/settings.ts';

/**
 * Tags people ask for must leave room for Assay's own, and must not be able to look like an approval.
 * @param most how many people may give; AWS allows 50 on a resource
 * @throws UserError bad_input
 */
export function refuseReservedTags(tags: Readonly<Record<string, string>>, most: number, settings: Settings): void {
  const { prefix, approved } = settings.tags;
  const count = Object.keys(tags).length;
  if (count > most)
    throw new UserError('bad_input', `${count} tags are too many.`, {
      field: 'tags',
      hint: `AWS allows 50 and Assay writes its own: give at most ${most}.`,
    });
  const reserved = Object.keys(tags).find((key) =>
    ['aws:', 'ec2:SharedTag/', prefix, approved].some((start) => key.toLowerCase().startsWith(start.toLowerCase())),
  );
  if (reserved === undefined) return;
  throw new UserError('bad_input', `The tag key "${reserved}" is reserved.`, {
    field: 'tags',
    hint: `Leave out keys that start with aws:, ec2:SharedTag/, ${prefix} or ${approved}; approval tags come from /ami promote.`,
  });
}
