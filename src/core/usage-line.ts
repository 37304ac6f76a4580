import type { Command } from './command.ts';
import { type Field, fieldsOf } from './input.ts';

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The flag of a field: `noReboot` → `--no-reboot`. */
export const flagOf = (field: Pick<Field, 'name'>): string => `--${kebab(field.name)}`;

/** The fields typed without a flag, in their order. */
export const positionalsOf = (fields: readonly Field[]): readonly Field[] =>
  fields
    .filter((field) => field.position !== undefined)
    .sort((one, other) => (one.position ?? 0) - (other.position ?? 0));

function piece(field: Field): string {
  const word = kebab(field.name);
  const value = field.options && field.options.length <= 4 ? field.options.join('|') : `<${word}>`;
  if (field.position !== undefined && field.kind !== 'flag' && field.kind !== 'tags') {
    const more = field.kind === 'list' ? ' …' : '';
    const before = field.after ? `${field.after} ` : '';
    return field.required ? before + value + more : `[${before}${value === `<${word}>` ? word : value}${more}]`;
  }
  const shown =
    field.kind === 'flag' ? flagOf(field) : field.kind === 'tags' ? 'key=value …' : `${flagOf(field)} ${value}`;
  return field.required ? shown : `[${shown}]`;
}

/** How a command is written, from its fields: `/ami create <instance> [name] [--no-reboot] [key=value …]`. */
export function usageLine(command: Command, slash = '/ami'): string {
  const fields = fieldsOf(command.input);
  const positionals = positionalsOf(fields);
  const ordered = [...positionals, ...fields.filter((field) => !positionals.includes(field))];
  return [slash, command.name, ...ordered.map(piece)].join(' ');
}
