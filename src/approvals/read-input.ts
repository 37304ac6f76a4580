import type { z } from 'zod';
import type { Command } from '../core/command.ts';
import { type Field, fieldsOf } from '../core/input.ts';
import { UserError } from '../core/outcome.ts';

const shown = (value: unknown): string | undefined =>
  (typeof value === 'string' && value.length <= 60) || typeof value === 'number' ? `"${value}"` : undefined;

const help = (field: Field): string => (field.example ? `${field.hint} Example: ${field.example}` : field.hint);

function fault(issue: z.core.$ZodIssue, raw: unknown, command: Command, fields: readonly Field[]): UserError {
  if (issue.code === 'unrecognized_keys')
    return new UserError('bad_input', `${command.name} does not know "${issue.keys.join('", "')}".`, {
      hint: `It takes ${fields.map((field) => field.name).join(', ') || 'nothing'}.`,
    });
  const field = fields.find(({ name }) => name === issue.path[0]);
  if (!field) return new UserError('bad_input', `${command.name} cannot be asked for like this: ${issue.message}.`);
  const given = (raw as Readonly<Record<string, unknown>> | null)?.[field.name];
  const more = { field: field.name, hint: help(field) };
  if (given === undefined || given === '') return new UserError('bad_input', `"${field.title}" is missing.`, more);
  const value = shown(given);
  return new UserError(
    'bad_input',
    `"${field.title}"${value ? ` cannot be ${value}` : ' is not right'}: ${issue.message}.`,
    more,
  );
}

/**
 * Checks what came in against a command's own schema.
 * @throws UserError bad_input naming the first field that is wrong and how to mend it; the others stand in its hint
 */
export function readInput(command: Command, raw: unknown): Readonly<Record<string, unknown>> {
  const parsed = command.input.safeParse(raw ?? {});
  if (parsed.success) return parsed.data as Readonly<Record<string, unknown>>;
  const fields = fieldsOf(command.input);
  const [first, ...others] = parsed.error.issues.map((issue) => fault(issue, raw, command, fields));
  if (!first) throw new TypeError('zod refused without an issue');
  if (others.length === 0) throw first;
  const also = others.map((other) => other.message).join(' ');
  throw new UserError(first.code, first.message, {
    field: first.field,
    hint: [first.hint, `Also: ${also}`].filter(Boolean).join(' '),
  });
}
