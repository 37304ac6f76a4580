import type { Field } from '../../core/input.ts';
import { nearest } from '../../core/nearest.ts';
import { UserError } from '../../core/outcome.ts';

const yes = ['true', 'yes', 'on', '1'];
const no = ['false', 'no', 'off', '0'];

/** A `key=value` pair, if the word is one. */
export function pairOf(word: string): readonly [string, string] | undefined {
  const at = word.indexOf('=');
  return at > 0 ? [word.slice(0, at), word.slice(at + 1)] : undefined;
}

function flagValue(field: Field, text: string): boolean {
  const word = text.toLowerCase();
  if (yes.includes(word)) return true;
  if (no.includes(word)) return false;
  throw new UserError('bad_input', `“${field.title}” is yes or no, not “${text}”.`, { field: field.name });
}

function choiceValue(field: Field, text: string): string {
  const options = field.options ?? [];
  const exact = options.find((option) => option.toLowerCase() === text.toLowerCase());
  if (exact !== undefined) return exact;
  const near = nearest(text, options);
  throw new UserError('bad_input', `“${field.title}” cannot be “${text}”.${near ? ` Did you mean “${near}”?` : ''}`, {
    field: field.name,
    hint: `It is one of: ${options.join(', ')}.`,
  });
}

/**
 * Lays one typed value down for a field; lists and tags grow, everything else stands once.
 * @throws UserError bad_input naming the field
 */
export function readValue(field: Field, text: string, before: unknown): unknown {
  if (field.kind === 'tags') {
    const pair = pairOf(text);
    if (!pair) throw new UserError('bad_input', `A tag is written key=value, not “${text}”.`, { field: field.name });
    return Object.fromEntries([...Object.entries((before ?? {}) as Record<string, string>), pair]);
  }
  if (field.kind === 'list') {
    const values = text.split(',').map((value) => value.trim());
    return [...((before ?? []) as string[]), ...values.filter((value) => value !== '')];
  }
  if (before !== undefined) throw new UserError('bad_input', `“${field.title}” is given twice.`, { field: field.name });
  if (field.kind === 'flag') return flagValue(field, text);
  if (field.kind === 'choice') return choiceValue(field, text);
  if (field.kind === 'number') {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!Number.isFinite(value))
      throw new UserError('bad_input', `“${field.title}” is a number, not “${text}”.`, { field: field.name });
    return value;
  }
  return text;
}
