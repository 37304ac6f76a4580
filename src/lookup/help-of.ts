import type { Command, CommandHelp } from '../core/command.ts';
import { type Field, fieldsOf } from '../core/input.ts';

/** `<instance> [--name …] [--no-reboot] [key=value …]`, made from the fields alone. */
export function usageOf(command: Command, slashCommand = '/ami'): string {
  const words = fieldsOf(command.input)
    .toSorted((a, b) => (a.position ?? 99) - (b.position ?? 99))
    .map(wordOf);
  return [slashCommand, command.name, ...words].join(' ');
}

function wordOf(field: Field): string {
  if (field.position !== undefined) return field.required ? `<${field.name}>` : `[${field.name}]`;
  if (field.kind === 'tags') return '[key=value …]';
  const flag = field.kind === 'flag' ? `--${field.name}` : `--${field.name} ${field.options?.join('|') ?? '…'}`;
  return field.required ? flag : `[${flag}]`;
}

/** Help for every command, from what each declares; the docs' reference is written from the same. */
export const helpOf = (commands: Iterable<Command>, slashCommand = '/ami'): readonly CommandHelp[] =>
  [...commands].map((command) => ({
    name: command.name,
    summary: command.summary,
    usage: usageOf(command, slashCommand),
    examples: command.examples,
    details: command.details ?? [],
  }));
