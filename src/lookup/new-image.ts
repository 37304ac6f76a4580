import { UserError } from '../core/outcome.ts';
import type { Settings } from '../core/settings.ts';

/** What both AWS's API page and its error page allow, and no colon, which AWS refuses in names. */
const namePattern = /^[A-Za-z0-9()./_-]{3,127}$/;

/** @throws UserError bad_input for a name AWS would not take for an AMI */
export function checkImageName(name: string): string {
  if (namePattern.test(name)) return name;
  throw new UserError('bad_input', `"${name}" cannot be the name of an AMI.`, {
    field: 'name',
    hint: 'Use 3 to 127 letters, digits and ( ) . / _ - without spaces or colons.',
  });
}

/** AWS takes 255 ASCII characters; phones write curly quotes and long dashes by themselves. */
export const imageDescription = (text: string): string =>
  text
    .replace(/[‘’‚′]/g, "'")
    .replace(/[“”„″]/g, '"')
    .replace(/[‐-―−]/g, '-')
    .replaceAll('…', '...')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/\s+/g, ' ')
    .replace(/[^\x20-\x7e]+/g, '?')
    .slice(0, 255);

/** AWS allows 50 on a resource; Assay writes up to six of its own. */
const mostTags = 44;

/**
 * Tags that decide over production are not given away at creation.
 * @throws UserError bad_input for too many tags, or a key that is reserved
 */
export function refuseTags(tags: Readonly<Record<string, string>>, settings: Settings): void {
  const { prefix, approved } = settings.tags;
  const count = Object.keys(tags).length;
  if (count > mostTags)
    throw new UserError('bad_input', `${count} tags are too many.`, {
      field: 'tags',
      hint: `AWS allows 50 on a resource and Assay writes six: give at most ${mostTags}.`,
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
