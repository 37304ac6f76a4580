/** A part of a name that only tells one build from the next: a number, a date, a time, a version, a hash. */
const isOfOneBuild = (part: string): boolean =>
  /^v?\d+$/i.test(part) || /^\d{8}t\d{4,6}z?$/i.test(part) || (/^[0-9a-f]{7,}$/i.test(part) && /\d/.test(part));

/**
 * What the builds of one AMI have in common in their names: `web` of `web-2026-11-23`, `golden base` of
 * `golden-base-v1.4.2`. Empty when nothing is left.
 */
export const familyOf = (name: string): readonly string[] =>
  name
    .split(/[-_./@ ()]+/)
    .filter((part) => part !== '' && !isOfOneBuild(part))
    .map((part) => part.toLowerCase());

/** Whether two names are of one family. */
export const sameFamily = (a: string, b: string): boolean => {
  const family = familyOf(a).join(' ');
  return family !== '' && family === familyOf(b).join(' ');
};
