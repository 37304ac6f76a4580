import { describe, expect, it } from 'vitest';
import { joined } from '../../src/core/joined.ts';
import { nearest } from '../../src/core/nearest.ts';
import { BusyError, UserError } from '../../src/core/outcome.ts';
import { everywhere } from '../../src/lookup/everywhere.ts';
import { age } from '../../src/lookup/image-facts.ts';
import { environmentNamed, placesOf } from '../../src/lookup/places.ts';
import { readReference } from '../../src/lookup/reference.ts';
import { worldSettings } from '../support/aws-world.ts';

describe('what people type for a thing', () => {
  it.each([
    ['ami-0a1b2c3d', { kind: 'id', id: 'ami-0a1b2c3d' }],
    [' AMI-0A1B2C3D4E5F60718 ', { kind: 'id', id: 'ami-0a1b2c3d4e5f60718' }],
    ['ami-web', { kind: 'name', name: 'ami-web' }],
    ['i-0a1b2c3d', { kind: 'name', name: 'i-0a1b2c3d' }],
    ['tag:Role=web', { kind: 'tag', key: 'Role', value: 'web' }],
    ['Tag:a:b=c=d', { kind: 'tag', key: 'a:b', value: 'c=d' }],
    ['tag:Role=', { kind: 'tag', key: 'Role', value: '' }],
    ['tag:Role', { kind: 'name', name: 'tag:Role' }],
  ])('%s', (text, reference) => expect(readReference(text, 'ami')).toEqual(reference));
});

describe('the word that was meant', () => {
  const known = ['build', 'production', 'eu-west-1'];
  it.each([
    ['biuld', 'build'],
    ['PROD', 'production'],
    ['prodcution', 'production'],
    ['eu-west-2', 'eu-west-1'],
    ['moon', undefined],
  ])('%s', (word, meant) => expect(nearest(word, known)).toBe(meant));
  it('among none', () => expect(nearest('x', [])).toBeUndefined());
});

describe('how old', () => {
  const now = new Date('2026-11-23T12:00:00Z');
  it.each([
    ['2026-11-23T11:00:00Z', 'today'],
    ['2026-11-22T11:00:00Z', '1 day old'],
    ['2026-11-10T11:00:00Z', '13 days old'],
    ['2026-11-09T11:00:00Z', '2 weeks old'],
    ['2026-09-24T12:00:00Z', '2 months old'],
    ['2024-11-23T12:00:00Z', '24 months old'],
  ])('%s', (since, words) => expect(age(since, now)).toBe(words));
});

describe('places', () => {
  it('all of them, in the order of the configuration', () => {
    expect(placesOf(worldSettings).map(({ account, region }) => `${account}/${region}`)).toEqual([
      '111122223333/eu-west-1',
      '111122223333/us-east-1',
      '444455556666/eu-west-1',
      '444455556666/us-east-1',
    ]);
  });

  it('a Region that only another account has', () => {
    const [build, prod] = worldSettings.accounts;
    if (!build || !prod) throw new Error('two accounts');
    const settings = { ...worldSettings, accounts: [build, { ...prod, regions: ['eu-central-1'] }] };
    expect(() => placesOf(settings, { account: 'build', region: 'eu-central-1' })).toThrow(
      'Region "eu-central-1" is not one I look after in build.',
    );
  });

  it('no environment has approvers', () => {
    const settings = { ...worldSettings, environments: [], defaultEnvironment: undefined };
    expect(() => environmentNamed(undefined, settings)).toThrow('Say for which environment.');
    expect(() => environmentNamed('x', settings)).toThrow(
      expect.objectContaining({ hint: 'Have approvers of an environment added to the configuration.' }),
    );
  });
});

describe('asking everywhere', () => {
  const ask = async (answers: Readonly<Record<string, readonly string[] | Error>>) =>
    await everywhere(
      Object.keys(answers).map((region) => ({ account: '1', region })),
      { ec2: (place: { region: string }) => place, keys: {} } as never,
      async (_ec2, place) => {
        const answer = answers[place.region] ?? [];
        if (answer instanceof Error) throw answer;
        return answer;
      },
    );

  it('keeps what was found and says what was not seen, and how to mend it', async () => {
    const denied = new UserError('aws_denied', 'no', { hint: 'apply it' });
    const { found, unseen } = await ask({ a: ['x'], b: denied, c: ['y'], d: new BusyError('later') });
    expect(found).toEqual(['x', 'y']);
    expect(unseen.map(({ place, code, why, hint }) => [place.region, code, why, hint])).toEqual([
      ['b', 'aws_denied', 'no', 'apply it'],
      ['d', 'aws_busy', 'later', 'Please try again in a moment.'],
    ]);
  });

  it('a mistake of ours is not a place that cannot be seen', async () => {
    await expect(ask({ a: ['x'], b: new TypeError('ours') })).rejects.toThrow('ours');
  });
});

it('several things in a line are kept apart', () => {
  expect(joined(['a', 'b', 'c'])).toEqual(['a', ', ', 'b', ', ', 'c']);
  expect(joined([])).toEqual([]);
});
