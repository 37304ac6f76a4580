import {
  CopyImageCommand,
  CreateImageCommand,
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  type EC2Client,
  ModifyImageAttributeCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCOUNTS, defaultWorld, ROLES } from '../../../sandbox/aws/default-world.ts';
import type { RoleSeed } from '../../../sandbox/aws/identity/policy-set.ts';
import type { FakeAws } from '../../../sandbox/aws/start-fake-aws.ts';
import { makePolicies } from '../../../src/policy/make-policies.ts';
import type { PolicyFile } from '../../../src/policy/policy-file.ts';
import { policySetOf } from '../../aws/start-with-roles.ts';
import { sampleInput } from '../../policy/sample.ts';
import { allow, ec2As, errorOf, policy, startQuick, until } from './support.ts';

const management = '123456789012';
const base = 'ami-0a1b2c3d4e5f6a001';
const handmade = 'ami-0d1b2c3d4e5f6d001';
const keys = { approved: 'ami-approved-production', shared: 'ec2:SharedTag/ami-approved-production' };
const people = {
  developer: `arn:aws:iam::${ACCOUNTS.prod}:role/Developer`,
  admin: `arn:aws:iam::${ACCOUNTS.prod}:role/Admin`,
  buildAdmin: `arn:aws:iam::${ACCOUNTS.build}:role/Admin`,
  almost: `arn:aws:iam::${ACCOUNTS.build}:role/AssayWorker2`,
  management: `arn:aws:iam::${management}:role/Admin`,
  autoScaling: `arn:aws:iam::${ACCOUNTS.prod}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
} as const;

const all = policy(allow('*', '*'));
const files = makePolicies(sampleInput);
const launchPolicy = files.find(({ name }) => name === 'launch/approved-for-production') as PolicyFile;
const mayLaunch: RoleSeed['policies'][number] = JSON.parse(JSON.stringify(launchPolicy.document));
const world = {
  ...defaultWorld,
  accounts: [
    ...defaultWorld.accounts,
    { id: management, alias: 'management', isMember: true, regions: { 'eu-west-1': {} } },
  ],
};

let fake: FakeAws;
const clients: EC2Client[] = [];
const as = (arn: string): EC2Client => {
  const client = ec2As(fake, fake.credentials(arn));
  clients.push(client);
  return client;
};
const launch = (imageId: string) =>
  new RunInstancesCommand({ ImageId: imageId, InstanceType: 'm6i.large', MinCount: 1, MaxCount: 1 });
const tag = (id: string, ...names: readonly string[]) =>
  new CreateTagsCommand({ Resources: [id], Tags: names.map((Key) => ({ Key, Value: 'approved' })) });

/** As AWS words it when an organisation says no. */
const refusedByOrganisation = (who: string, action: string, resource: RegExp) => ({
  name: 'UnauthorizedOperation',
  status: 403,
  message: expect.stringMatching(
    new RegExp(
      `^You are not authorized to perform this operation\\. User: arn:aws:sts::\\d{12}:assumed-role/${who}/\\S+ is not authorized to perform: ${action} on resource: ${resource.source} with an explicit deny in a service control policy\\. Encoded authorization failure message: \\S+$`,
    ),
  ),
});

beforeAll(async () => {
  fake = await startQuick({ world, unconfigured: 'deny' });
  const set = policySetOf(files);
  const controls = set.serviceControlPolicies ?? {};
  const everyControl = Object.values(controls).flat();
  fake.setPolicies({
    ...set,
    roles: [
      ...set.roles,
      {
        arn: people.developer,
        policies: [mayLaunch, policy(allow(['ec2:Describe*', 'ec2:CreateTags', 'ec2:CreateImage'], '*'))],
      },
      ...[people.admin, people.buildAdmin, people.almost, people.management, people.autoScaling].map((arn) => ({
        arn,
        policies: [all],
      })),
    ],
    // Attached to the root by somebody: the management account is still not bound.
    serviceControlPolicies: { ...controls, [management]: everyControl },
  });
});
afterAll(async () => {
  for (const client of clients) client.destroy();
  await fake.close();
});

describe('launching in production', () => {
  it('of an AMI nobody approved is refused by AWS, whoever asks', async () => {
    const refused = await errorOf(as(people.admin).send(launch(base)));
    expect(refused).toMatchObject(
      refusedByOrganisation('Admin', 'ec2:RunInstances', new RegExp(`arn:aws:ec2:eu-west-1::image/${base}`)),
    );
    expect(await errorOf(as(people.admin).send(launch(handmade)))).toMatchObject({ name: 'UnauthorizedOperation' });
    // By their own policy already, where that is the generated one.
    expect(await errorOf(as(people.developer).send(launch(base)))).toMatchObject({ name: 'UnauthorizedOperation' });
    const { Reservations = [] } = await as(people.admin).send(new DescribeInstancesCommand({}));
    expect(Reservations.flatMap(({ Instances = [] }) => Instances)).toHaveLength(3);
  });

  it('is allowed once the worker has approved, until it takes the approval back', async () => {
    const worker = as(ROLES.build);
    await worker.send(tag(base, keys.approved, keys.shared));
    const { Instances: [instance] = [] } = await as(people.developer).send(launch(base));
    expect(instance?.ImageId).toBe(base);
    expect((await as(people.admin).send(launch(base))).Instances).toHaveLength(1);
    await worker.send(
      new DeleteTagsCommand({ Resources: [base], Tags: [{ Key: keys.approved }, { Key: keys.shared }] }),
    );
    expect(await errorOf(as(people.developer).send(launch(base)))).toMatchObject({ name: 'UnauthorizedOperation' });
  });

  it('of an AMI made in production from an approved one is refused: an approval is not inherited', async () => {
    await as(ROLES.build).send(tag(base, keys.approved, keys.shared));
    const { Instances: [instance] = [] } = await as(people.developer).send(launch(base));
    const id = instance?.InstanceId ?? '';
    const admin = as(people.admin);
    await until(
      () => admin.send(new DescribeInstancesCommand({ InstanceIds: [id] })),
      ({ Reservations }) => Reservations?.[0]?.Instances?.[0]?.State?.Name === 'running',
    );
    const make = (names: readonly string[]) =>
      new CreateImageCommand({
        InstanceId: id,
        Name: `mine-${names.length}`,
        ...(names.length > 0
          ? { TagSpecifications: [{ ResourceType: 'image', Tags: names.map((Key) => ({ Key, Value: 'approved' })) }] }
          : {}),
      });
    expect(await errorOf(admin.send(make([keys.shared])))).toMatchObject(
      refusedByOrganisation('Admin', 'ec2:CreateTags', /arn:aws:ec2:eu-west-1::image\/\*/),
    );
    const { ImageId = '' } = await admin.send(make([]));
    await until(
      () => admin.send(new DescribeImagesCommand({ ImageIds: [ImageId] })),
      ({ Images }) => Images?.[0]?.State === 'available',
    );
    expect(await errorOf(admin.send(launch(ImageId)))).toMatchObject(
      refusedByOrganisation('Admin', 'ec2:RunInstances', new RegExp(`arn:aws:ec2:eu-west-1::image/${ImageId}`)),
    );
    const copy = { Name: 'copy', SourceImageId: base, SourceRegion: 'eu-west-1', CopyImageTags: true };
    expect(await errorOf(admin.send(new CopyImageCommand(copy)))).toMatchObject(
      refusedByOrganisation('Admin', 'ec2:CopyImage', /arn:aws:ec2:eu-west-1::image\/\S+/),
    );
  });

  it('is not asked for by an organisation of the management account and of service-linked roles', async () => {
    const { Instances } = await as(people.autoScaling).send(launch(handmade));
    expect(Instances).toHaveLength(1);
    await as(people.buildAdmin).send(
      new ModifyImageAttributeCommand({ ImageId: base, LaunchPermission: { Add: [{ UserId: management }] } }),
    );
    expect(await as(people.management).send(tag(base, keys.approved))).toBeDefined();
  });
});

describe('approving by hand', () => {
  it.each([
    ['an administrator of build', people.buildAdmin, keys.approved],
    ['an administrator of build, for all accounts', people.buildAdmin, keys.shared],
    ['in other letters', people.buildAdmin, 'AMI-Approved-Production'],
    ['a role that is called almost like the worker', people.almost, keys.approved],
    ['an attestation', people.buildAdmin, 'assay:attestation-production'],
  ])('%s: refused', async (_what, who, key) => {
    expect(await errorOf(as(who).send(tag(base, key)))).toMatchObject(
      refusedByOrganisation('\\w+', 'ec2:CreateTags', new RegExp(`arn:aws:ec2:eu-west-1::image/${base}`)),
    );
  });

  it('a revocation by hand, and all tags at once: refused; other tags: nobody minds', async () => {
    const admin = as(people.buildAdmin);
    const one = new DeleteTagsCommand({ Resources: [base], Tags: [{ Key: keys.approved }] });
    expect(await errorOf(admin.send(one))).toMatchObject({ name: 'UnauthorizedOperation' });
    expect(await errorOf(admin.send(new DeleteTagsCommand({ Resources: [base] })))).toMatchObject({
      name: 'UnauthorizedOperation',
    });
    await admin.send(tag(base, 'team'));
    await admin.send(new DeleteTagsCommand({ Resources: [base], Tags: [{ Key: 'team' }] }));
  });
});
