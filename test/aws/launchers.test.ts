import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultWorld } from '../../sandbox/aws/default-world.ts';
import type { PlaceSeed } from '../../sandbox/aws/world/world-seed.ts';
import type { Place } from '../../src/core/aws.ts';
import type { Launcher } from '../../src/core/aws-inventory.ts';
import { BusyError } from '../../src/core/outcome.ts';
import { launcherNeeds, runningNeeds } from '../../src/lookup/inventory-needs.ts';
import { makePolicies } from '../../src/policy/make-policies.ts';
import { sampleInput } from '../policy/sample.ts';
import { ACCOUNTS, type AwsWorld, anna, buildPlace, prodPlace, startAwsWorld } from '../support/aws-world.ts';
import { policySetOf, startWithRoles } from './start-with-roles.ts';

let world: AwsWorld;

const launchersOf = async (place: Place, { aws }: Pick<AwsWorld, 'aws'> = world): Promise<readonly Launcher[]> => {
  const reader = aws.reader({ reference: 'sweep', userId: anna.userId }, { patience: 'job' });
  const found: Launcher[] = [];
  for await (const page of reader.inventory(place).launchers()) found.push(...page);
  return found;
};
const lines = async (place: Place = prodPlace, from?: Pick<AwsWorld, 'aws'>) =>
  (await launchersOf(place, from)).map(({ kind, name, version, imageId }) =>
    [kind === 'launch-template' ? 'template' : 'group', name, version ?? '-', imageId].join(' '),
  );

const [old, now, other] = ['ami-00000000000000001', 'ami-00000000000000002', 'ami-00000000000000003'];

/** The default world with this in prod's Region instead. */
async function withProd(seed: PlaceSeed): Promise<void> {
  const accounts = defaultWorld.accounts.map((account) =>
    account.id === ACCOUNTS.prod ? { ...account, regions: { 'eu-west-1': seed } } : account,
  );
  world = await startAwsWorld({ fake: { world: { ...defaultWorld, accounts } } });
}

describe('in the default world', () => {
  beforeEach(async () => {
    world = await startAwsWorld();
  });
  afterEach(async () => await world.close());

  it('a group with the template it uses, and templates that no group uses', async () => {
    const found = await launchersOf(prodPlace);
    expect(found).toEqual([
      {
        kind: 'auto-scaling-group',
        id: 'hotfix',
        name: 'hotfix',
        version: '1',
        imageId: 'ami-0d1b2c3d4e5f6d001',
        desired: 1,
        tags: { owner: 'sam' },
      },
      {
        kind: 'auto-scaling-group',
        id: 'web-prod',
        name: 'web-prod',
        version: '2',
        imageId: 'ami-0a1b2c3d4e5f6a006',
        desired: 1,
        tags: { team: 'shop' },
      },
    ]);
    // An SSM parameter is looked up by EC2.
    expect(await lines(buildPlace)).toEqual(['group shop-workers 1 ami-0a1b2c3d4e5f6a001']);
  });

  it('follows a template to its new version', async () => {
    world.fake.hands.pointTemplate(ACCOUNTS.prod, 'eu-west-1', 'hotfix', now);
    expect(await lines()).toEqual([`group hotfix 2 ${now}`, 'group web-prod 2 ami-0a1b2c3d4e5f6a006']);
  });

  it.each(['DescribeAutoScalingGroups', 'DescribeLaunchTemplateVersions', 'DescribeLaunchTemplates'])(
    'is throttled in %s: no list at all',
    async (call) => {
      world.fake.faults.add({ kind: 'throttle', call, times: 20 });
      await expect(lines()).rejects.toBeInstanceOf(BusyError);
    },
  );
});

describe('every way to say what a group launches', () => {
  afterEach(async () => await world.close());

  const template = (name: string, ...versions: string[]) => ({ name, versions });

  it('by number, latest, default, and nothing said; also an older one', async () => {
    await withProd({
      lifecycle: { launchTemplates: [{ name: 'web', versions: [now, other, old], defaultVersion: 2 }] },
      scaling: {
        groups: ['1', '2', '3', '$Latest', '$Default', undefined].map((version, index) => ({
          name: `g${index}`,
          launches: { template: 'web', ...(version ? { version } : {}) },
        })),
      },
    });
    expect(await lines()).toEqual([
      `group g0 1 ${old}`,
      `group g1 2 ${other}`,
      `group g2 3 ${now}`,
      `group g3 3 ${now}`,
      `group g4 2 ${other}`,
      `group g5 2 ${other}`,
    ]);
    // Two for all templates, one for the only version that is neither newest nor default.
    expect(world.calls('DescribeLaunchTemplateVersions')).toHaveLength(3);
  });

  it('a mixed instances policy: one entry per AMI, the base only where an override leaves it', async () => {
    const uses = { template: 'arm' };
    await withProd({
      lifecycle: { launchTemplates: [template('web', now), template('arm', other)] },
      scaling: {
        groups: [
          { name: 'all-own', launches: { base: { template: 'web' }, overrides: [{ type: 'm7g.large', uses }] } },
          {
            name: 'both',
            launches: {
              base: { template: 'web' },
              overrides: [{ type: 'm6i.large' }, { type: 'm6a.large' }, { type: 'm7g.large', uses }],
            },
          },
          { name: 'none', launches: { base: { template: 'web' }, overrides: [] } },
        ],
      },
    });
    expect(await lines()).toEqual([
      `group all-own 1 ${other}`,
      `group both 1 ${now}`,
      `group both 1 ${other}`,
      `group none 1 ${now}`,
    ]);
  });

  it('launch configurations, also more than fit into one question', async () => {
    const names = Array.from({ length: 120 }, (_, index) => `batch-${String(index).padStart(3, '0')}`);
    await withProd({
      scaling: {
        configurations: Object.fromEntries(names.map((name, index) => [name, index % 2 ? old : now])),
        groups: names.map((configuration) => ({ name: configuration, launches: { configuration }, desired: 0 })),
      },
    });
    const found = await launchersOf(prodPlace);
    expect(found).toHaveLength(120);
    expect(found[1]).toMatchObject({ name: 'batch-001', imageId: old, version: undefined, desired: 0 });
    expect(world.calls('DescribeAutoScalingGroups')).toHaveLength(2);
    expect(world.calls('DescribeLaunchConfigurations')).toHaveLength(3);
  });

  it('page by page, with empty ones between', async () => {
    await withProd({
      lifecycle: { launchTemplates: ['a', 'b', 'c'].map((name) => template(name, now)) },
      scaling: { groups: ['x', 'y'].map((name) => ({ name, launches: { template: 'a' } })) },
    });
    world.fake.settings.pageSize = 1;
    world.fake.settings.emptyPages = true;
    expect((await lines()).sort()).toEqual([
      `group x 1 ${now}`,
      `group y 1 ${now}`,
      `template b 1 ${now}`,
      `template c 1 ${now}`,
    ]);
  });

  it('what can start nothing is left out: a template that is gone, a version that is gone, one without an AMI', async () => {
    await withProd({
      lifecycle: { launchTemplates: [template('web', now), template('bare', '')] },
      scaling: {
        groups: [
          { name: 'gone', launches: { template: 'deleted' } },
          { name: 'no-version', launches: { template: 'web', version: '7' } },
          { name: 'bare', launches: { template: 'bare' } },
          { name: 'no-configuration', launches: { configuration: 'deleted' } },
        ],
      },
    });
    expect(await lines()).toEqual([`template web 1 ${now}`]);
  });

  it('an SSM parameter that does not exist stays what it is', async () => {
    await withProd({ lifecycle: { launchTemplates: [template('web', 'resolve:ssm:/no/such')] } });
    expect(await lines()).toEqual(['template web 1 resolve:ssm:/no/such']);
  });
});

it('needs of IAM what is declared, and says when it is not given', async () => {
  const roles = await startWithRoles();
  try {
    const install = (reader: typeof launcherNeeds): void =>
      roles.fake.setPolicies(policySetOf(makePolicies({ ...sampleInput, needs: { reader, writer: [] } })));
    install([...runningNeeds, ...launcherNeeds]);
    expect(await lines(buildPlace, roles)).toEqual(['group shop-workers 1 ami-0a1b2c3d4e5f6a001']);
    const needed = roles.recorded.filter(({ service }) => service !== 'sts').flatMap(({ needs }) => needs);
    const declared = launcherNeeds.map(({ action }) => action);
    expect(needed.filter((action) => !declared.includes(action))).toEqual([]);
    for (const { action } of launcherNeeds) {
      install(launcherNeeds.filter((need) => need.action !== action));
      // Without the right to read the parameter it is told by its name; launch configurations are none here.
      if (action === 'ssm:GetParameters')
        expect(await lines(buildPlace, roles)).toEqual(['group shop-workers 1 resolve:ssm:/golden/base']);
      else if (action !== 'autoscaling:DescribeLaunchConfigurations')
        await expect(lines(buildPlace, roles)).rejects.toMatchObject({ code: 'aws_denied' });
    }
  } finally {
    await roles.close();
  }
});
