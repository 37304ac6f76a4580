import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { NewMachine } from '../../src/core/aws-fleet.ts';
import { UserError } from '../../src/core/outcome.ts';
import {
  ACCOUNTS,
  type AwsWorld,
  anna,
  buildPlace,
  prodPlace,
  refusalOf,
  startAwsWorld,
} from '../support/aws-world.ts';

const shop = 'i-0f1b2c3d4e5f60001';
const amiKey = '5f1c0de0-0000-4000-8000-00000000b001';

let world: AwsWorld;
let small: NewMachine;
let launches = 0;
beforeAll(async () => {
  world = await startAwsWorld();
});
beforeEach(() => {
  launches += 1;
  small = { ...like, clientToken: `r-test-${launches}` };
});
afterAll(async () => await world.close());

const fleet = (place = buildPlace) => world.aws.writer({ reference: 'r-test', userId: anna.userId }).fleet(place);

const like: NewMachine = {
  imageId: 'ami-0a1b2c3d4e5f6a006',
  type: 't3.medium',
  subnetId: 'subnet-0b0b0c0d0e0f000b1',
  securityGroupIds: ['sg-0b0b0c0d0e0f00001'],
  tags: { Name: 'new-1', 'assay:run': 'r-test' },
  partTags: { 'assay:run': 'r-test' },
  clientToken: '',
};

async function settled(id: string, isGood: (state: string) => boolean): Promise<string> {
  for (let looks = 0; looks < 200; looks += 1) {
    const [machine] = await fleet().machines({ ids: [id] });
    if (machine && isGood(machine.state)) return machine.state;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('not in time');
}

describe('what is read', () => {
  it('an instance in full, with what surrounds it', async () => {
    const [machine] = await fleet().machines({ ids: [shop, 'i-00000000000000000'] });
    expect(machine).toMatchObject({
      name: 'shop-1',
      zone: 'eu-west-1a',
      subnetId: 'subnet-0b0b0c0d0e0f000a1',
      privateAddress: '10.0.60.10',
      privateDnsName: 'ip-10-0-60-10.eu-west-1.compute.internal',
      keyName: 'shop',
      profileArn: `arn:aws:iam::${ACCOUNTS.build}:instance-profile/web-server`,
      securityGroups: [
        { id: 'sg-0b0b0c0d0e0f00001', name: 'web' },
        { id: 'sg-0b0b0c0d0e0f00002', name: 'login' },
      ],
      volumes: [
        { device: '/dev/sdf', volumeId: 'vol-0f1b2c3d4e5f60002', deleteOnTermination: false },
        { device: '/dev/xvda', volumeId: 'vol-0f1b2c3d4e5f60001', deleteOnTermination: true },
      ],
      monitoring: true,
      metadata: { tokens: 'optional', hopLimit: 2, isOn: true, showsTags: false, ipv6: false },
      tenancy: 'default',
      lifecycle: undefined,
    });
    expect(await fleet().attributes(shop)).toEqual({
      userData: Buffer.from('#!/bin/sh\necho hello > /srv/hello\n').toString('base64'),
      terminationProtection: false,
      stopProtection: false,
      shutdownBehavior: 'stop',
    });
    expect(await fleet().credits(shop)).toBe('standard');
    expect(await fleet().volumes(['vol-0f1b2c3d4e5f60001', 'vol-0f1b2c3d4e5f60002'])).toMatchObject([
      { type: 'gp3', iops: 4000, throughput: 200, encrypted: false },
      { type: 'gp3', sizeGiB: 50, keyArn: expect.stringContaining(amiKey) },
    ]);
  });

  it('the addresses that tie an instance to its place', async () => {
    const [gateway] = await fleet().machines({ ids: ['i-0f1b2c3d4e5f60002'] });
    expect(gateway?.interfaces[0]?.addresses).toEqual([
      { address: '10.0.61.10', isPrimary: true, publicAddress: '198.51.100.7', isElastic: true },
      { address: '10.0.61.11', isPrimary: false, publicAddress: undefined, isElastic: false },
    ]);
    expect(await fleet().elasticAddresses('i-0f1b2c3d4e5f60002')).toEqual([
      { allocationId: 'eipalloc-0b0b0c0d0e0f00001', address: '198.51.100.7', privateAddress: '10.0.61.10' },
    ]);
  });

  it('target groups that have it, by id and by address, and those that were not asked', async () => {
    const machine = { id: shop, vpcId: 'vpc-0b0b0c0d0e0f00001', addresses: ['10.0.60.10'] };
    const { groups, unasked } = await fleet().targetGroupsOf(machine, 20);
    expect(groups.map(({ name, port, by }) => [name, port, by]).sort()).toEqual([
      ['shop-by-address', 8081, 'ip'],
      ['shop-http', 8080, 'instance'],
    ]);
    expect(unasked).toBe(0);
    expect((await fleet().targetGroupsOf(machine, 1)).unasked).toBe(2);
  });

  it('zones, types, subnets with their room', async () => {
    expect(await fleet().zones()).toEqual(['eu-west-1a', 'eu-west-1b', 'eu-west-1c']);
    expect(await fleet().zonesOffering('r6i.large')).toEqual(['eu-west-1a', 'eu-west-1b']);
    const subnets = await fleet().subnets({ filters: [{ name: 'availability-zone', values: ['eu-west-1b'] }] });
    expect(subnets.map(({ name, freeAddresses }) => [name, freeAddresses])).toEqual([
      ['private-b', 251],
      ['full-b', 0],
      ['lab-b', 251],
    ]);
  });
});

describe('a launch', () => {
  it('is pending, runs, and is healthy some time after that', async () => {
    world.fake.settings.paceMs = 400;
    const { instanceId } = await fleet().run({ ...small, profile: 'web-server', keyName: 'shop', userData: 'aGk=' });
    expect(await settled(instanceId, (state) => state === 'running')).toBe('running');
    expect(await fleet().health([instanceId])).toMatchObject([{ instance: 'initializing', system: 'initializing' }]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    world.fake.settings.paceMs = 40;
    expect(await fleet().health([instanceId])).toMatchObject([{ state: 'running', instance: 'ok', system: 'ok' }]);
    const [machine] = await fleet().machines({ ids: [instanceId] });
    expect(machine).toMatchObject({ zone: 'eu-west-1b', keyName: 'shop', tags: small.tags });
    expect((await fleet().attributes(instanceId)).userData).toBe('aGk=');
    const volumes = await fleet().volumes(machine?.volumes.map(({ volumeId }) => volumeId) ?? []);
    expect(volumes.map(({ tags }) => tags)).toEqual([{ 'assay:run': 'r-test' }]);
  });

  it('with the same token happens once in a zone, and again in another', async () => {
    const first = await fleet().run(small);
    expect(await fleet().run(small)).toEqual(first);
    expect(await fleet().run({ ...small, subnetId: 'subnet-0b0b0c0d0e0f000a1' })).not.toEqual(first);
    await expect(fleet().run({ ...small, type: 't3.large' })).rejects.toThrow(/IdempotentParameterMismatch/);
  });

  it('under a key that cannot be used is accepted, and ends as terminated with AWS’s poor reason', async () => {
    world.fake.hands.setKeyState(amiKey, 'Disabled');
    const { instanceId } = await fleet().run({ ...small, imageId: 'ami-0a1b2c3d4e5f6a005' });
    await settled(instanceId, (state) => state === 'terminated');
    world.fake.hands.setKeyState(amiKey, 'Enabled');
    const [machine] = await fleet().machines({ ids: [instanceId] });
    expect(machine?.stateReason).toEqual({
      code: 'Client.InternalError',
      message: 'Client.InternalError: Client error on launch',
    });
  });

  it.each<[string, Partial<NewMachine>, string, RegExp]>([
    ['no room', { subnetId: 'subnet-0b0b0c0d0e0f000b2' }, 'not_possible', /not enough free addresses/],
    ['no such subnet', { subnetId: 'subnet-00000000000000000' }, 'not_found', /does not exist/],
    ['a group of another network', { securityGroupIds: ['sg-0b0b0c0d0e0f00003'] }, '', /different networks/],
    ['no such key pair', { keyName: 'nobody' }, 'not_found', /key pair 'nobody'/],
    ['no such profile', { profile: 'nobody' }, 'bad_input', /Invalid IAM Instance Profile name/],
    ['another architecture', { type: 'm7g.medium' }, 'bad_input', /does not match the architecture/],
    [
      'not in this zone',
      { type: 'r6i.large', subnetId: 'subnet-0b0b0c0d0e0f000c1' },
      'not_possible',
      /choosing eu-west-1a/,
    ],
  ])('is refused: %s', async (_what, more, code, says) => {
    const error = await fleet()
      .run({ ...small, ...more })
      .then(
        () => new Error('it was launched'),
        (thrown: Error) => thrown,
      );
    expect(error.message).toMatch(says);
    if (code) expect(error).toMatchObject({ code });
  });

  it('without capacity is told as something that passes', async () => {
    world.fake.faults.add({ kind: 'error', call: 'RunInstances', code: 'InsufficientInstanceCapacity', times: 1 });
    expect(await refusalOf(fleet().run(small))).toMatchObject({ code: 'aws_failed', hint: /later/ });
  });

  it('can be asked about without being done', async () => {
    await fleet().mayRun({ ...small, tags: { Name: 'only-asked' } });
    expect(await fleet().machines({ filters: [{ name: 'tag:Name', values: ['only-asked'] }] })).toEqual([]);
    world.fake.faults.add({
      kind: 'error',
      call: 'RunInstances',
      code: 'UnauthorizedOperation',
      message: 'User is not authorized to perform: iam:PassRole on resource',
      times: 1,
    });
    expect((await refusalOf(fleet().mayRun(small))).message).toContain('may not iam:PassRole');
  });
});

describe('an end', () => {
  it('stops once, terminates once, and what is gone stays gone', async () => {
    const { instanceId } = await fleet().run(small);
    await settled(instanceId, (state) => state === 'running');
    await fleet().stop(instanceId);
    await fleet().stop(instanceId);
    await settled(instanceId, (state) => state === 'stopped');
    await fleet().terminate(instanceId);
    await settled(instanceId, (state) => state === 'terminated');
    await fleet().terminate(instanceId);
    await fleet(prodPlace).terminate('i-00000000000000000');
    const [machine] = await fleet().machines({ ids: [instanceId] });
    expect(machine).toMatchObject({ volumes: [], privateAddress: undefined, interfaces: [] });
  });

  it.each([
    ['a protected one', async () => await fleet().terminate('i-0f1b2c3d4e5f60004'), /may not be terminated/],
    ['a one-time spot instance', async () => await fleet().stop('i-0f1b2c3d4e5f60003'), /one-time Spot/],
  ])('is refused for %s', async (_what, act, says) => {
    const refusal = await refusalOf(act());
    expect(refusal).toBeInstanceOf(UserError);
    expect(refusal.message).toMatch(says);
  });
});
