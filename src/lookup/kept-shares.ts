import { permissionText } from '../approvals/document.ts';
import type { LaunchPermission, Tags } from '../core/aws.ts';

/** AWS allows 256 characters in a tag's value and 50 tags on an AMI. */
const valueLength = 256;
const mostTags = 10;

function read(text: string): LaunchPermission | undefined {
  if (text === 'public') return { kind: 'public' };
  if (/^\d{12}$/.test(text)) return { kind: 'account', id: text };
  if (/^arn:[\w-]+:organizations::\d{12}:ou\//.test(text)) return { kind: 'unit', arn: text };
  if (/^arn:[\w-]+:organizations::\d{12}:organization\//.test(text)) return { kind: 'organization', arn: text };
  return undefined;
}

/** Whom an AMI is shared with, as one line each: an account, an ARN, or `public`. Sorted. */
export const shareTexts = (permissions: readonly LaunchPermission[]): string[] =>
  permissions.map(permissionText).sort();

/** The other way round; what is no permission is left out. */
export const readShares = (texts: readonly string[]): readonly LaunchPermission[] =>
  texts.flatMap((text) => read(text) ?? []);

const keyOf = (prefix: string, index: number): string => `${prefix}shared-with-${index + 1}`;

/**
 * Tags that keep whom an AMI was shared with, since disabling it makes AWS forget that for good. They are a second copy:
 * the run's record holds all; where it is lost and these are not enough, some must be given again by hand.
 */
export function shareTags(permissions: readonly LaunchPermission[], prefix: string): Tags {
  const values: string[] = [];
  for (const text of shareTexts(permissions)) {
    const last = values.at(-1);
    const longer = last === undefined ? undefined : `${last} ${text}`;
    if (longer !== undefined && longer.length <= valueLength) values[values.length - 1] = longer;
    else values.push(text);
  }
  return Object.fromEntries(values.slice(0, mostTags).map((value, index) => [keyOf(prefix, index), value]));
}

/** What `shareTags` wrote, read back from an AMI's tags; undefined where it wrote nothing. */
export function sharesFromTags(tags: Tags, prefix: string): readonly LaunchPermission[] | undefined {
  const values = Array.from({ length: mostTags }, (_, index) => tags[keyOf(prefix, index)]).flatMap(
    (value) => value ?? [],
  );
  return values.length === 0 ? undefined : readShares(values.flatMap((value) => value.split(' ')));
}

/** Keys of the tags that keep shares on this AMI. */
export const shareTagKeys = (tags: Tags, prefix: string): readonly string[] =>
  Array.from({ length: mostTags }, (_, index) => keyOf(prefix, index)).filter((key) => tags[key] !== undefined);
