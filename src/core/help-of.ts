import type { Command, CommandHelp } from './command.ts';
import { usageLine } from './usage-line.ts';

/** Help for every command, from what each declares; the docs' reference is written from the same. */
export const helpOf = (commands: Iterable<Command>, slash = '/ami'): readonly CommandHelp[] =>
  [...commands].map((command) => ({
    name: command.name,
    summary: command.summary,
    usage: usageLine(command, slash),
    examples: command.examples,
    details: command.details ?? [],
  }));
