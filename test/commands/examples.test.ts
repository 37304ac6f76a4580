import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPlanning } from '../../src/core/command.ts';
import { fieldsOf } from '../../src/core/input.ts';
import { usageLine } from '../../src/core/usage-line.ts';
import { type AwsWorld, refusalOf, startAwsWorld } from '../support/aws-world.ts';
import { answer, catalogue, plan, readTyped, wordsOf } from './support.ts';

const commands = [...catalogue.commands.values()];
const examples = commands.flatMap((command) => command.examples.map((example) => [command.name, example] as const));

describe('every example', () => {
  it.each(examples)('%s: %s', (name, example) => {
    const { command } = readTyped(example);
    expect(command.name).toBe(name);
  });

  it('there is at least one per command', () => {
    expect(commands.filter((command) => command.examples.length === 0)).toEqual([]);
  });
});

describe('what commands declare', () => {
  it.each(commands.map((command) => [command.name, command] as const))('%s', (_name, command) => {
    expect(command.summary).toMatch(/^[A-Z].*[^.]$/);
    for (const field of fieldsOf(command.input)) {
      expect(field.title.length).toBeLessThanOrEqual(48);
      expect(field.hint).toMatch(/\.$/);
    }
    const positions = fieldsOf(command.input).flatMap(({ position }) => position ?? []);
    expect(positions).toEqual(positions.map((_, index) => index));
    expect(usageLine(command)).toMatch(new RegExp(`^/ami ${command.name}`));
    if (isPlanning(command)) expect(catalogue.jobs.get(command.job.name)).toBe(command.job);
  });
});

describe('with AWS', () => {
  let world: AwsWorld;
  beforeAll(async () => {
    world = await startAwsWorld();
  });
  afterAll(async () => await world.close());

  it.each([
    'create db-1 team=data',
    'create web-1',
    'launch web-2026-10-10 --name web-canary',
    'migrate shop-1 to eu-west-1b --stop-source',
    'promote web-2026-10-10 --reason "release 4.2"',
    'promote db-2026-10-05 --environment staging --reason "release 4.2"',
  ])('planned twice, equal digests: %s', async (line) => {
    const first = await plan(world, line);
    const second = await plan(world, line);
    expect(second.digest).toBe(first.digest);
    expect(second.plan).toEqual(first.plan);
  });

  it('help names every command, and tells of each how to write it', async () => {
    const all = wordsOf(await answer(world, 'help'));
    for (const command of commands) {
      expect(all).toContain(`/ami ${command.name} ${command.summary}`);
      const one = wordsOf(await answer(world, `help ${command.name.toUpperCase()}`));
      expect(one).toContain(usageLine(command));
      for (const example of command.examples) expect(one).toContain(`Example: /ami ${example}`);
      for (const detail of command.details ?? []) expect(one).toContain(detail);
    }
  });

  it.each([
    ['help craete', 'Did you mean /ami help create?'],
    ['help everything-at-once', 'See them all with /ami help.'],
  ])('%s', async (line, hint) => {
    expect(await refusalOf(answer(world, line))).toMatchObject({ code: 'unknown_command', field: 'verb', hint });
  });
});
