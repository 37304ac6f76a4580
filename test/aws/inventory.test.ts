import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultWorld } from '../../sandbox/aws/default-world.ts';
import type { Place } from '../../src/core/aws.ts';
import type { RunningInstance } from '../../src/core/aws-inventory.ts';
import { BusyError, UserError } from '../../src/core/outcome.ts';
import { ACCOUNTS, type AwsWorld, anna, prodPlace, startAwsWorld } from '../support/aws-world.ts';

let world: AwsWorld;
beforeEach(async () => {
  world = await startAwsWorld();
});
afterEach(async () => await world.close());

const inventory = (place: Place, patience: 'command' | 'job' = 'job') =>
  world.aws.reader({ reference: 'sweep', userId: anna.userId }, { patience }).inventory(place);

async function pagesOf<T>(pages: AsyncIterable<readonly T[]>): Promise<readonly (readonly T[])[]> {
  const found: (readonly T[])[] = [];
  for await (const page of pages) found.push(page);
  return found;
}

const running = async (place: Place, ids?: readonly string[]): Promise<readonly RunningInstance[]> =>
  (await pagesOf(inventory(place).instances(ids))).flat();

const web = 'i-0d1b2c3d4e5f60001';
const hotfix = 'i-0d1b2c3d4e5f60003';
const handmade = 'ami-0d1b2c3d4e5f6d001';

describe('what runs', () => {
  it('an instance with its AMI, also of another account', async () => {
    const [instance] = await running(prodPlace, [web, 'i-00000000000000000']);
    expect(instance).toMatchObject({
      id: web,
      type: 't3.medium',
      state: 'running',
      zone: 'eu-west-1a',
      tags: { Name: 'web-prod-1', team: 'shop' },
      managedBy: undefined,
      image: {
        id: 'ami-0a1b2c3d4e5f6a006',
        name: 'web-2026-10-10',
        ownerId: ACCOUNTS.build,
        ownerAlias: undefined,
        state: 'available',
        deprecatedAt: undefined,
        isPublic: false,
        isAllowed: true,
      },
    });
    expect(Date.parse(instance?.launchedAt ?? '')).toBeLessThan(Date.now());
    expect(Date.parse(instance?.image.createdAt ?? '')).toBeLessThan(Date.now());
  });

  it('every instance that is not terminated, and nothing for no ids', async () => {
    world.fake.hands.setInstanceState('i-0d1b2c3d4e5f60002', 'stopped');
    expect((await running(prodPlace)).map(({ state }) => state)).toEqual(['running', 'stopped', 'running']);
    world.fake.hands.terminateInstance(web);
    expect((await running(prodPlace)).map(({ id }) => id)).toEqual(['i-0d1b2c3d4e5f60002', hotfix]);
    expect(await running(prodPlace, [web])).toEqual([]);
    const before = world.calls('DescribeInstanceImageMetadata').length;
    expect(await running(prodPlace, [])).toEqual([]);
    expect(world.calls('DescribeInstanceImageMetadata')).toHaveLength(before);
  });

  it('asks for ids in portions of one filter', async () => {
    const ids = Array.from({ length: 450 }, (_, index) => `i-${index.toString(16).padStart(17, '0')}`);
    expect(await running(prodPlace, [...ids, web])).toHaveLength(1);
    expect(world.calls('DescribeInstanceImageMetadata')).toHaveLength(3);
  });

  it.each([
    [1, 3],
    [2, 2],
    [3, 1],
    [undefined, 1],
  ])('pages of %s become %s pages, in order and each once', async (pageSize, pages) => {
    world.fake.settings.pageSize = pageSize;
    for (const emptyPages of [false, true]) {
      world.fake.settings.emptyPages = emptyPages;
      const found = await pagesOf(inventory(prodPlace).instances());
      expect(found).toHaveLength(pages);
      expect(found.flat().map(({ id }) => id)).toEqual([web, 'i-0d1b2c3d4e5f60002', hotfix]);
    }
  });

  it('does not ask for the next page before this one is used', async () => {
    world.fake.settings.pageSize = 1;
    for await (const page of inventory(prodPlace).instances()) {
      expect(page).toHaveLength(1);
      break;
    }
    expect(world.calls('DescribeInstanceImageMetadata')).toHaveLength(1);
  });

  it('an AMI that is private to others, disabled, deprecated or gone is still told', async () => {
    const { hands } = world.fake;
    hands.changeLaunchPermissions('ami-0a1b2c3d4e5f6a006', { remove: [ACCOUNTS.prod] });
    hands.disableImage('ami-0a1b2c3d4e5f6a001');
    hands.deregisterImage(handmade);
    hands.deprecateImage(handmade, new Date('2026-10-01T00:00:00Z'));
    const images = new Map((await running(prodPlace)).map(({ id, image }) => [id, image]));
    expect(images.get(web)).toMatchObject({ name: 'web-2026-10-10', state: 'available' });
    expect(images.get('i-0d1b2c3d4e5f60002')).toMatchObject({ state: 'disabled', ownerId: ACCOUNTS.build });
    expect(images.get(hotfix)).toMatchObject({
      id: handmade,
      state: 'deregistered',
      deprecatedAt: '2026-10-01T00:00:00.000Z',
    });
  });

  it.each(['enabled', 'audit-mode'] as const)(
    'what Allowed AMIs says when they are %s; own AMIs always',
    async (state) => {
      const allow = (providers: readonly string[]): void =>
        world.fake.hands.setPreferences(ACCOUNTS.prod, 'eu-west-1', { allowedImages: { state, providers } });
      const allowed = async () => (await running(prodPlace)).map(({ image }) => image.isAllowed);
      allow(['amazon']);
      expect(await allowed()).toEqual([false, false, true]);
      allow(['amazon', ACCOUNTS.build]);
      expect(await allowed()).toEqual([true, true, true]);
    },
  );

  it('says which AWS service manages an instance', async () => {
    await world.close();
    const [first, ...others] = defaultWorld.accounts;
    const managed = {
      id: 'i-0e1b2c3d4e5f60009',
      imageId: handmade,
      tags: {},
      volumes: [],
      machine: { managedBy: 'eks.amazonaws.com' },
    };
    const accounts = [first, ...others].flatMap((account) =>
      account?.id === ACCOUNTS.prod
        ? { ...account, regions: { 'eu-west-1': { instances: [managed] } } }
        : (account ?? []),
    );
    world = await startAwsWorld({ fake: { world: { ...defaultWorld, accounts } } });
    expect(await running(prodPlace)).toMatchObject([
      // The AMI is nowhere any more: only its id is left.
      { managedBy: 'eks.amazonaws.com', image: { id: handmade, name: undefined, state: 'deregistered' } },
    ]);
  });
});

describe('half a list is never taken for a whole one', () => {
  /** Faults from the second page on. */
  async function readWithFault(fault: () => void, patience: 'command' | 'job' = 'job') {
    world.fake.settings.pageSize = 1;
    const seen: string[] = [];
    const reading = (async () => {
      for await (const page of inventory(prodPlace, patience).instances()) {
        seen.push(...page.map(({ id }) => id));
        if (seen.length === 1) fault();
      }
    })();
    const error: unknown = await reading.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    return { seen, error };
  }
  const call = 'DescribeInstanceImageMetadata';

  it('denied in the middle', async () => {
    const { seen, error } = await readWithFault(() =>
      world.fake.faults.add({ kind: 'error', call, code: 'UnauthorizedOperation', times: 1 }),
    );
    expect(seen).toEqual([web]);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ code: 'aws_denied' });
  });

  it('throttled for long, each caller in its own way', async () => {
    const throttle = () => world.fake.faults.add({ kind: 'throttle', call, times: 20 });
    expect((await readWithFault(throttle)).error).toBeInstanceOf(BusyError);
    world.fake.faults.clear();
    expect((await readWithFault(throttle, 'command')).error).toMatchObject({ code: 'aws_busy' });
  });

  it('a fault that passes is none', async () => {
    const { seen, error } = await readWithFault(() =>
      world.fake.faults.add({ kind: 'status', call, status: 500, times: 1 }),
    );
    expect(error).toBeUndefined();
    expect(seen).toHaveLength(3);
  });

  it('ended by its caller', async () => {
    const controller = new AbortController();
    const terms = { patience: 'job', signal: controller.signal } as const;
    world.fake.settings.pageSize = 1;
    const reason = new Error('the worker stops');
    const pages = world.aws.reader({ reference: 'sweep', userId: 'U1' }, terms).inventory(prodPlace).instances();
    await expect(
      (async () => {
        for await (const _ of pages) controller.abort(reason);
      })(),
    ).rejects.toBe(reason);
  });
});
