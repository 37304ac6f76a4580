import { describe, expect, it } from 'vitest';
import { defaultWorld } from '../../sandbox/aws/default-world.ts';
import { dumpWorld } from '../../sandbox/aws/world/dump-world.ts';
import { makeWorld } from '../../sandbox/aws/world/make-world.ts';
import type { GrantRecord } from '../../sandbox/aws/world/world.ts';
import { countActs } from './support/count-acts.ts';
import { difference, flat, linesOf } from './support/flat.ts';
import { masked } from './support/masked.ts';
import { sample } from './support/sample.ts';
import { phantoms, unnamed } from './support/unnamed.ts';
import { countWrites, isWrite } from './support/write-of.ts';

const web = 'ami-0a1b2c3d4e5f6a006';
const build = '111122223333';

/** A world, something that happens to it, and what was held before and after. */
function happened(change: (world: ReturnType<typeof makeWorld>) => void) {
  const world = makeWorld(defaultWorld, Date.now);
  const before = flat(dumpWorld(world));
  change(world);
  return { before, after: flat(dumpWorld(world)) };
}
const place = (world: ReturnType<typeof makeWorld>) => {
  const found = world.accounts.get(build)?.regions.get('eu-west-1');
  if (!found) throw new Error('no build account');
  return found;
};
const aliases = new Map([['444455556666', 'prod']]);

describe('what the card does not name is found', () => {
  it('a new image, until the card names it; its snapshots go with it', () => {
    const { before, after } = happened((world) => {
      const images = place(world).images;
      const image = images.get('ami-0a1b2c3d4e5f6a002');
      if (!image) throw new Error('no image');
      const id = 'ami-0fffffffffffffff1';
      images.set(id, { ...image, id });
    });
    expect(unnamed(before, after, 'nothing', aliases)).toHaveLength(1);
    expect(unnamed(before, after, 'made ami-0fffffffffffffff1', aliases)).toEqual([]);
  });

  it('an orphan snapshot, also when every image is named', () => {
    const { before, after } = happened((world) => {
      const { snapshots } = place(world);
      const [one] = snapshots.values();
      if (!one) throw new Error('no snapshot');
      const id = 'snap-0fffffffffffffff1';
      snapshots.set(id, { ...one, id, imageId: undefined });
    });
    expect(unnamed(before, after, `about ${web}`, aliases)).toHaveLength(1);
  });

  it('an instance, also when its image is named', () => {
    const { before, after } = happened((world) => {
      const { instances } = place(world);
      const one = instances.get('i-0a1b2c3d4e5f60001');
      const id = 'i-0fffffffffffffff1';
      if (one) instances.set(id, { ...one, id, volumes: new Map() });
    });
    expect(unnamed(before, after, 'from ami-0a1b2c3d4e5f6a001', aliases)).toHaveLength(1);
    expect(unnamed(before, after, 'launched i-0fffffffffffffff1', aliases)).toEqual([]);
  });

  it('a permission whose taker is not named, by id or by alias', () => {
    const { before, after } = happened((world) => {
      place(world).images.get('ami-0a1b2c3d4e5f6a002')?.launchPermissions.add('444455556666');
    });
    const about = (who: string): readonly string[] => unnamed(before, after, `ami-0a1b2c3d4e5f6a002 ${who}`, aliases);
    expect(about('shared')).toHaveLength(1);
    expect(about('shared with 444455556666')).toEqual([]);
    expect(about('shared with prod')).toEqual([]);
  });

  it('a grant, until its key and its taker are named', () => {
    const { before, after } = happened((world) => {
      const id = '5f1c0de0-0000-4000-8000-00000000b001';
      place(world)
        .keys.get(id)
        ?.grants.set('a'.repeat(64), { granteePrincipal: 'arn:aws:iam::444455556666:root' } as GrantRecord);
    });
    const about = (card: string): readonly string[] => unnamed(before, after, card, aliases);
    expect(about('access for prod')).toHaveLength(1);
    expect(about('access to alias/ami')).toHaveLength(1);
    expect(about('access to alias/ami for prod')).toEqual([]);
    expect(about('access to ami for prod')).toEqual([]);
    expect(about('/ami show ami-0a1b2c3d4e5f6a002 for prod')).toHaveLength(1);
    expect(about('a'.repeat(64))).toEqual([]);
  });

  it('a tag, and one that was taken away', () => {
    const { before, after } = happened((world) => {
      world.tags.put(web, build, new Map([['ami-approved-production', 'approved']]));
    });
    expect(unnamed(before, after, '', aliases)).toHaveLength(1);
    expect(unnamed(after, before, '', aliases)).toHaveLength(1);
  });

  it('something the card names that is not there, unless it says so', () => {
    const { after } = happened((world) => {
      const image = place(world).images.get(web);
      if (image) image.state = 'deregistered';
    });
    const nobody = (): boolean => false;
    expect(phantoms(after, `made ${web}`, nobody)).toEqual([web]);
    expect(phantoms(after, `made ${web}`, (id) => id === web)).toEqual([]);
    expect(phantoms(after, `made and removed ${web}`, nobody)).toEqual([]);
    expect(phantoms(after, 'made ami-0a1b2c3d4e5f6a002', nobody)).toEqual([]);
  });

  it('not what came and went again', () => {
    const { before, after } = happened((world) => {
      const { images } = place(world);
      const image = images.get(web);
      const id = 'ami-0fffffffffffffff1';
      if (image) images.set(id, { ...image, id, state: 'deregistered', launchPermissions: new Set() });
    });
    expect(unnamed(before, after, '', aliases)).toEqual([]);
  });

  it('nothing where nothing happened', () => {
    const { before, after } = happened(() => {});
    expect(unnamed(before, after, '', aliases)).toEqual([]);
    expect(difference(before, after)).toEqual({ added: [], gone: [] });
  });
});

it('a second effect of the same kind differs, however its ids are masked', () => {
  const one = flat({ images: { 'ami-0fffffffffffffff1': { name: 'x' } } });
  const two = flat({ images: { 'ami-0fffffffffffffff1': { name: 'x' }, 'ami-0fffffffffffffff2': { name: 'x' } } });
  const mask = (text: string): string => masked(text, () => false);
  expect(linesOf(difference([], one), mask)).toEqual(['+ images › ami-* › name = "x"']);
  expect(linesOf(difference([], two), mask)).toHaveLength(2);
});

it('masks what differs between two runs, and nothing else', () => {
  const known = (id: string): boolean => id === web;
  expect(masked(`${web} ami-0fffffffffffffff1 r-abcdefghjk`, known)).toBe(`${web} ami-* r-*`);
  expect(masked('at 2026-11-25T10:11:12.123Z, 12 seconds, 1764063072', known)).toBe(
    'at (moment), (duration), (moment)',
  );
  expect(masked('Task created on 1,795,611,237,238.', known)).toBe('Task created on (moment).');
  expect(masked('d=p25w4GYMuItOnSHHCuo7vg_iYP-uhqABAQ_e97vpc1I', known)).toBe('d=(bytes)');
  const line = (hash: string): string => masked(`"v1 t=2026-11-25T10:11:12.123Z l=4:${hash}"`, known);
  expect(line('hWGcqtDkCR8mCDNP')).toBe(line('rGrqcj6BwPR09F1c'));
  expect(masked('document 1a2b3c4d in 111122223333', known)).toBe('document (digest) in 111122223333');
});

it('numbers writes by kind and place, and knows reads', () => {
  const call = (action: string, more: Record<string, string> = {}) => ({
    service: 'ec2' as const,
    action,
    account: build,
    region: 'eu-west-1',
    principal: '',
    userAgent: '',
    parameters: more,
  });
  const number = countWrites();
  expect(['CreateTags', 'CopyImage', 'CreateTags'].map((action) => number(call(action)))).toEqual([
    `ec2:CreateTags ${build} eu-west-1 #1`,
    `ec2:CopyImage ${build} eu-west-1 #1`,
    `ec2:CreateTags ${build} eu-west-1 #2`,
  ]);
  expect(isWrite(call('DescribeImages'))).toBe(false);
  expect(isWrite(call('CopyImage'))).toBe(true);
  expect(isWrite(call('CopyImage', { DryRun: 'true' }))).toBe(false);
});

it('samples evenly, with the first and the last', () => {
  expect(sample([1, 2, 3, 4, 5], 3)).toEqual([1, 3, 5]);
  expect(sample([1, 2], 3)).toEqual([1, 2]);
});

it('names what is done about the case, and not what AWS or a clock began', () => {
  const counter = countActs(['create']);
  const record = (id: string, job: string) =>
    JSON.stringify({ id, record: JSON.stringify({ id, job, state: 'queued' }), audit: [], notices: [] });
  const redis = (words: string) =>
    ({ kind: 'redis', role: 'worker', process: 'worker-1', name: 'createRun', words: [words] }) as const;
  const slack = (text: string) =>
    ({
      kind: 'slack',
      role: 'bot',
      process: 'bot-1',
      name: 'chat.postMessage',
      words: [JSON.stringify({ text })],
    }) as const;
  expect(counter.coming(redis(record('r-bbbbbbbbbb', 'build')))).toBeUndefined();
  expect(counter.coming(redis(record('r-cccccccccc', 'create')))).toMatch(/^worker createRun .*create/);
  expect(counter.coming(slack('r-cccccccccc is queued'))).toMatch(/is queued/);
  expect(counter.coming(slack('r-bbbbbbbbbb is queued'))).toBe('bot chat.postMessage by the clock');
  expect(counter.coming(slack('asked for: r-cccccccccc · b-gewnd2yqh2'))).toBe('bot chat.postMessage by the clock');
  expect(counter.coming(slack('You may not do that'))).toMatch(/You may not/);
});
