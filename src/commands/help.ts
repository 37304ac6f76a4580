import { z } from 'zod';
import { type CommandHelp, defineCommand } from '../core/command.ts';
import { argument } from '../core/input.ts';
import { bold, code, type Message } from '../core/message.ts';
import { nearest } from '../core/nearest.ts';
import { UserError } from '../core/outcome.ts';

function one(help: CommandHelp): Message {
  return {
    title: `/ami ${help.name}: ${help.summary}`,
    lines: [code(help.usage), ...help.details],
    facts: help.examples.map((example) => ({ label: 'Example', value: code(`/ami ${example}`) })),
  };
}

/** `/ami help` */
export const help = defineCommand({
  name: 'help',
  summary: 'What you can ask for',
  examples: ['help', 'help create'],
  menu: { group: 'Help', label: 'Help' },
  input: z.strictObject({
    verb: argument(z.string().trim().toLowerCase().optional(), {
      title: 'Command',
      hint: 'Left out: all of them.',
      position: 0,
      choices: 'command',
      example: 'create',
    }),
  }),
  iam: [],
  async answer(input, context) {
    if (input.verb) {
      const found = context.help.find((candidate) => candidate.name === input.verb);
      if (found) return one(found);
      const meant = nearest(
        input.verb,
        context.help.map((candidate) => candidate.name),
      );
      throw new UserError('unknown_command', `There is no command "${input.verb}".`, {
        field: 'verb',
        hint: meant ? `Did you mean /ami help ${meant}?` : 'See them all with /ami help.',
      });
    }
    return {
      title: 'What you can ask for',
      lines: context.help.map((command) => [code(`/ami ${command.name}`), ' ', bold(command.summary)]),
      notes: [
        '/ami alone opens a menu. Every command without its arguments opens a form. More of one: /ami help create.',
      ],
    };
  },
});
