import { planRequest } from '../../src/approvals/plan-request.ts';
import { loadCatalogue } from '../../src/core/catalogue.ts';
import { type CommandContext, isPlanning } from '../../src/core/command.ts';
import { helpOf } from '../../src/core/help-of.ts';
import type { Line, Message } from '../../src/core/message.ts';
import { parseLine } from '../../src/slack/command-text/parse-line.ts';
import type { AwsWorld } from '../support/aws-world.ts';

export const catalogue = await loadCatalogue(new URL('../../src/', import.meta.url));

/** A typed line as the intake takes it: parsed, checked by the command's schema, not yet done. */
export function readTyped(line: string) {
  const { command, input } = parseLine(line, catalogue.commands);
  return { command, input: command.input.parse(input) };
}

/** Plans a typed line. */
export async function plan(world: AwsWorld, line: string, more: Partial<CommandContext> = {}) {
  const { command, input } = readTyped(line);
  return await planInput(world, command.name, input, more);
}

/** Plans what a form sent. */
export async function planInput(world: AwsWorld, name: string, raw: object, more: Partial<CommandContext> = {}) {
  const command = catalogue.commands.get(name);
  if (!command) throw new Error(`no command ${name}`);
  const input = command.input.parse(raw);
  if (!isPlanning(command)) throw new Error(`${command.name} plans nothing`);
  const planned = await planRequest(command, input, world.context(command.name, more));
  const shown = command.job.present.planned(planned.parsed, world.settings);
  return { ...planned, shown, words: wordsOf(shown) };
}

/** Answers a typed line. */
export async function answer(world: AwsWorld, line: string, more: Partial<CommandContext> = {}): Promise<Message> {
  const { command, input } = readTyped(line);
  if (isPlanning(command)) throw new Error(`${command.name} plans`);
  const help = helpOf(catalogue.commands.values());
  return await command.answer(input, world.context(command.name, { help, ...more }));
}

function lineWords(line: Line): string {
  if (typeof line === 'string') return line;
  if (!('kind' in line)) return line.map(lineWords).join('');
  if (line.kind === 'person') return `@${line.userId}`;
  if (line.kind === 'group') return `@${line.groupId}`;
  if (line.kind === 'channel') return `#${line.channelId}`;
  return line.kind === 'time' ? line.at.toISOString() : line.text;
}

/** Everything a message says, a line each. */
export const wordsOf = (message: Message): string =>
  [
    message.title,
    ...(message.lines ?? []).map(lineWords),
    ...(message.facts ?? []).map(({ label, value }) => `${label}: ${lineWords(value)}`),
    ...(message.entries ?? []).flatMap(({ lines, offers = [] }) => [
      ...lines.map(lineWords),
      ...offers.map(({ label, command, input }) => `[${label}] ${command} ${Object.values(input).join(' ')}`),
    ]),
    ...(message.warnings ?? []).map((line) => `! ${lineWords(line)}`),
    ...(message.notes ?? []).map(lineWords),
    ...(message.offers ?? []).map(({ label, input }) => `[${label}] ${Object.values(input).join(' ')}`),
  ].join('\n');
