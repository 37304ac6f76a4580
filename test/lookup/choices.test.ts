import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChoiceSource, choiceSources } from '../../src/core/input.ts';
import { choicesFor } from '../../src/lookup/choices.ts';
import { type AwsWorld, startAwsWorld } from '../support/aws-world.ts';

let world: AwsWorld;
beforeAll(async () => {
  world = await startAwsWorld();
});
afterAll(async () => await world.close());

const offered = async (source: ChoiceSource, query: string) => {
  const commands = [{ name: 'create', summary: 'Create an AMI from an instance' }];
  const choices = await choicesFor(source, query, { ...world.context('choices'), commands });
  for (const { value } of choices) expect(value.length).toBeLessThanOrEqual(75);
  return choices;
};

describe('live choices', () => {
  it.each<[ChoiceSource, string, readonly string[]]>([
    ['instance', 'WEB', ['i-0a1b2c3d4e5f60001', 'i-0d1b2c3d4e5f60001']],
    ['instance', 'i-0a1b2c3d4e5f60003', ['i-0a1b2c3d4e5f60003']],
    ['instance', 'search', ['i-0a1b2c3d4e5f60007']],
    ['image', 'shop', ['ami-0a1b2c3d4e5f6a006', 'ami-0a1b2c3d4e5f6a002']],
    ['environment', '', ['staging', 'production']],
    ['environment', 'prod', ['production']],
    ['account', '4444', ['prod']],
    ['command', 'instance', ['create']],
    ['run', '', []],
  ])('%s "%s"', async (source, query, values) => {
    expect((await offered(source, query)).map(({ value }) => value)).toEqual(values);
  });

  it('never a terminated machine', async () => {
    expect(await offered('instance', 'web-0')).toEqual([]);
  });

  it('what can be seen, when a place refuses', async () => {
    world.fake.faults.add({ kind: 'error', call: 'DescribeInstances', code: 'UnauthorizedOperation', times: 4 });
    expect(await offered('instance', '')).toEqual([]);
  });

  it('at most 25, for every source', async () => {
    for (const source of choiceSources) expect((await offered(source, '')).length).toBeLessThanOrEqual(25);
  });
});
