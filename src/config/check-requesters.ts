import { nearest } from '../core/nearest.ts';
import { ConfigError, nameText } from './problem.ts';
import type { ConfigFile } from './schema.ts';

/**
 * A list under a name that no command has would be passed over, and the command that was meant be open to everybody.
 * @param commands of the catalogue, which the file alone does not know
 * @throws ConfigError with the nearest name for each
 */
export function checkRequesters({ requesters }: Pick<ConfigFile, 'requesters'>, commands: Iterable<string>): void {
  const known = ['default', ...commands];
  const problems = Object.keys(requesters)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = nearest(name, known);
      const what = meant
        ? `there is no such command, so everybody could use the one that is meant: write ${meant}`
        : 'there is no such command: write the name of one, or default';
      return { where: `requesters.${nameText(name)}`, what };
    });
  if (problems.length > 0) throw new ConfigError(problems);
}
