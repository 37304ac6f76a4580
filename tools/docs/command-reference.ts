import { type Command, isPlanning } from '../../src/core/command.ts';
import { type Field, fieldsOf } from '../../src/core/input.ts';
import { usageLine } from '../../src/core/usage-line.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|');

function fieldRow(field: Field): string {
  const typed =
    field.position === undefined
      ? field.kind === 'tags'
        ? '`key=value`'
        : `\`--${field.name}\``
      : `\`<${field.name}>\``;
  const how = [
    field.required ? 'needed' : '',
    field.options ? `one of ${field.options.join(', ')}` : '',
    field.initial ? `default ${field.initial}` : '',
  ]
    .filter(Boolean)
    .join('; ');
  return `| ${typed} | ${cell(field.title)} | ${cell(field.hint)} | ${cell(how)} |`;
}

function section(command: Command): string {
  const fields = fieldsOf(command.input);
  return [
    `## ${command.name}`,
    '',
    `${command.summary}.`,
    '',
    '```text',
    usageLine(command),
    '```',
    '',
    ...(command.details ?? []).flatMap((paragraph) => [paragraph, '']),
    ...(fields.length > 0 ? ['| typed | field | | |', '|---|---|---|---|', ...fields.map(fieldRow), ''] : []),
    'Examples:',
    '',
    '```text',
    ...command.examples.map((example) => `/ami ${example}`),
    '```',
    '',
    isPlanning(command) ? `Work is done by the job \`${command.job.name}\`.` : 'Answers at once; starts no job.',
    '',
  ].join('\n');
}

/** `docs/reference/commands.md`, from what the commands declare. */
export function commandReference(commands: ReadonlyMap<string, Command>): string {
  const list = [...commands.values()];
  return [
    '# Commands',
    '',
    'Written by `npm run docs` from the declarations in `src/commands/`; do not edit.',
    '',
    'Every line also works as a form: type `/ami` and the verb alone. `/ami` by itself opens a menu.',
    '',
    '| command | |',
    '|---|---|',
    ...list.map((command) => `| [${command.name}](#${command.name}) | ${cell(command.summary)} |`),
    '',
    ...list.map(section),
  ].join('\n');
}
