import type { Command } from '../../core/command.ts';
import { type Field, fieldsOf } from '../../core/input.ts';
import { nearest } from '../../core/nearest.ts';
import { UserError } from '../../core/outcome.ts';
import { positionalsOf, usageLine } from '../../core/usage-line.ts';
import { cleanText } from './clean-text.ts';
import { type RawInput, readArguments } from './read-arguments.ts';
import { wordsOf } from './words-of.ts';

/** A line that could be read; `missing` are needed fields nobody typed, so that a form can ask for them. */
export interface ReadLine {
  readonly command: Command;
  readonly input: RawInput;
  readonly missing: readonly Field[];
}

type Commands = ReadonlyMap<string, Command>;

function commandNamed(verb: string, commands: Commands, slash: string): Command {
  const command = commands.get(verb.toLowerCase());
  if (command) return command;
  const near = nearest(verb, commands.keys());
  throw new UserError(
    'unknown_command',
    verb === '' ? 'Say what to do.' : `I do not know “${verb.slice(0, 60)}”.${near ? ` Did you mean “${near}”?` : ''}`,
    { hint: `Type ${slash} help to see everything there is.` },
  );
}

/** `--help` anywhere asks for help, whatever else is wrong with the line. */
function helpAbout(command: Command, commands: Commands): ReadLine | undefined {
  const help = commands.get('help');
  if (!help) return undefined;
  const [about] = positionalsOf(fieldsOf(help.input));
  return { command: help, input: about ? { [about.name]: command.name } : {}, missing: [] };
}

/**
 * Reads what stands after the slash command, without yet demanding that everything is there.
 * @throws UserError unknown_command or bad_input, with the usage line as its hint
 */
export function readLine(text: string, commands: Commands, slash = '/ami'): ReadLine {
  const [verb, ...rest] = wordsOf(cleanText(text));
  const command = commandNamed(verb?.text ?? '', commands, slash);
  if (rest.some((word) => !word.quoted && /^(--help|-h)$/i.test(word.text))) {
    const help = helpAbout(command, commands);
    if (help) return help;
  }
  const fields = fieldsOf(command.input);
  try {
    const input = readArguments(rest, fields);
    return { command, input, missing: fields.filter((field) => field.required && input[field.name] === undefined) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const usage = `Write: ${usageLine(command, slash)}`;
    throw new UserError(error.code, error.message, {
      field: error.field,
      hint: error.hint ? `${error.hint} ${usage}` : usage,
    });
  }
}

/**
 * Reads a whole line: the command and its raw input, which the intake checks against the command's schema.
 * @throws UserError unknown_command or bad_input; nothing else, whatever was typed
 */
export function parseLine(text: string, commands: Commands, slash = '/ami'): Omit<ReadLine, 'missing'> {
  const { command, input, missing } = readLine(text, commands, slash);
  const [field] = missing;
  if (field)
    throw new UserError('bad_input', `“${field.title}” is missing.`, {
      field: field.name,
      hint: `Write: ${usageLine(command, slash)}`,
    });
  return { command, input };
}
