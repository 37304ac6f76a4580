import type { Field } from '../../core/input.ts';
import { nearest } from '../../core/nearest.ts';
import { UserError } from '../../core/outcome.ts';
import { flagOf, positionalsOf } from '../../core/usage-line.ts';
import { pairOf, readValue } from './read-value.ts';
import type { Word } from './words-of.ts';

/** Raw input by field name, not yet checked by the command's schema. */
export type RawInput = Readonly<Record<string, unknown>>;

/** Every spelling of every flag: `--tags` may be written `--tag`, a switch may be written off with `--no-`. */
function flagsOf(fields: readonly Field[]): ReadonlyMap<string, { readonly field: Field; readonly means?: string }> {
  const flags = new Map<string, { readonly field: Field; readonly means?: string }>();
  for (const field of fields) {
    if (field.kind === 'flag') flags.set(`--no${flagOf(field).slice(1)}`, { field, means: 'false' });
    if ((field.kind === 'tags' || field.kind === 'list') && field.name.endsWith('s'))
      flags.set(flagOf(field).slice(0, -1), { field });
  }
  // Real names last: a field called `noReboot` wins over the negation of a field called `reboot`.
  for (const field of fields) flags.set(flagOf(field), field.kind === 'flag' ? { field, means: 'true' } : { field });
  return flags;
}

/** `tag:Role=web` says which thing is meant; it is not a tag to be written. */
const namesByTag = (word: Word): boolean => /^tag:/i.test(word.text);

const looksLikeFlag = (word: Word): boolean => !word.quoted && /^--?\p{L}/u.test(word.text);

function isRest(field: Field): boolean {
  return field.multiline === true || field.kind === 'list' || (field.kind === 'text' && field.choices === undefined);
}

/**
 * Reads words into the fields of a command's input. Flags may stand anywhere; bare `key=value` pairs are tags where the
 * command has some; the last positional takes the rest of the line when it is a text or a list.
 * @throws UserError bad_input: unknown flag, missing value, too many words
 */
export function readArguments(words: readonly Word[], fields: readonly Field[]): RawInput {
  const input = new Map<string, unknown>();
  const set = (field: Field, text: string): void => {
    input.set(field.name, readValue(field, text, input.get(field.name)));
  };
  const flags = flagsOf(fields);
  const tags = fields.find((field) => field.kind === 'tags');
  const bare: Word[] = [];
  const queue = [...words];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (!looksLikeFlag(word)) {
      if (tags && !word.quoted && !namesByTag(word) && pairOf(word.text)) set(tags, word.text);
      else bare.push(word);
      continue;
    }
    const [name = '', ...more] = word.text.split('=');
    const flag = flags.get(name.toLowerCase());
    if (!flag) {
      const near = nearest(name, flags.keys());
      throw new UserError('bad_input', `There is no “${name}” here.${near ? ` Did you mean “${near}”?` : ''}`);
    }
    if (more.length > 0 && flag.means !== 'false') set(flag.field, more.join('='));
    else if (flag.means !== undefined) set(flag.field, flag.means);
    else {
      const value = queue[0];
      if (value === undefined || looksLikeFlag(value))
        throw new UserError('bad_input', `“${name}” needs a value.`, { field: flag.field.name });
      queue.shift();
      set(flag.field, value.text);
    }
  }
  place(bare, fields, input, set);
  return Object.fromEntries(input);
}

function place(
  bare: Word[],
  fields: readonly Field[],
  input: ReadonlyMap<string, unknown>,
  set: (field: Field, text: string) => void,
): void {
  const open = positionalsOf(fields).filter((field) => field.kind !== 'tags' && !input.has(field.name));
  for (const [index, field] of open.entries()) {
    const [next] = bare;
    if (field.after && next && !next.quoted && next.text.toLowerCase() === field.after) bare.shift();
    const isLast = index === open.length - 1;
    if (isLast && isRest(field) && bare.length > 0) {
      const rest = bare.splice(0);
      if (field.kind === 'list') for (const word of rest) set(field, word.text);
      else set(field, rest.map((word, at) => (at === 0 ? '' : word.newLine ? '\n' : ' ') + word.text).join(''));
    } else {
      const word = bare.shift();
      if (word === undefined) break;
      set(field, word.text);
    }
  }
  const [extra] = bare;
  if (extra)
    throw new UserError('bad_input', `I do not know what to do with “${extra.text}”.`, {
      hint: 'Put quotes around words that belong together.',
    });
}
