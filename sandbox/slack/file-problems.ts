import { isJson } from './json.ts';
import type { World } from './world.ts';

/** Slack's pattern of a file id. */
const idPattern = /^F[A-Z0-9]{8,}$/;

/**
 * What Slack complains of in the files that blocks name: `slack_file` must be one the app may see, a picture, and processed.
 * A file fresh from its upload is refused exactly like one that never was.
 */
export function fileProblems(world: World, value: unknown, pointer: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each, index) => fileProblems(world, each, `${pointer}/${index}`));
  if (!isJson(value)) return [];
  return Object.entries(value).flatMap(([name, part]) => {
    const at = `${pointer}/${name}`;
    if (name !== 'slack_file' || !isJson(part)) return fileProblems(world, part, at);
    const { id, url } = part;
    if ((id === undefined) === (url === undefined))
      return [`[ERROR] must define either id or url [json-pointer:${at}]`];
    if (typeof id !== 'string' || !idPattern.test(id))
      return [`[ERROR] input must match regex pattern: ${idPattern.source} [json-pointer:${at}/id]`];
    return world.files.picture(id) ? [] : [`[ERROR] invalid slack file [json-pointer:${at}]`];
  });
}
