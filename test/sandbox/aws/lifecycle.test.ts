import {
  CreateImageUsageReportCommand,
  DeleteImageUsageReportCommand,
  DeregisterImageCommand,
  DescribeImageAttributeCommand,
  DescribeImageReferencesCommand,
  DescribeImagesCommand,
  DescribeImageUsageReportEntriesCommand,
  DescribeImageUsageReportsCommand,
  DescribeSnapshotsCommand,
  DisableImageCommand,
  DisableImageDeprecationCommand,
  DisableImageDeregistrationProtectionCommand,
  EnableImageCommand,
  EnableImageDeprecationCommand,
  EnableImageDeregistrationProtectionCommand,
  ListImagesInRecycleBinCommand,
  ListSnapshotsInRecycleBinCommand,
  RestoreImageFromRecycleBinCommand,
  RestoreSnapshotFromRecycleBinCommand,
} from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNTS, ROLES } from '../../../sandbox/aws/default-world.ts';
import type { FakeAws } from '../../../sandbox/aws/start-fake-aws.ts';
import { allow, assume, ec2As, errorOf, policy, REGION, startQuick, until } from './support.ts';

const BASE = 'ami-0a1b2c3d4e5f6a001';
const WEB = 'ami-0a1b2c3d4e5f6a006';
const DB = 'ami-0a1b2c3d4e5f6a005';
const DB_SNAPSHOTS = ['snap-0a1b2c3d4e5f6a005', 'snap-0a1b2c3d4e5f6a006'];
const DAY = 86_400_000;

describe('the end of an image', () => {
  let fake: FakeAws;
  let build: ReturnType<typeof ec2As>;
  let prod: ReturnType<typeof ec2As>;
  /** How far the clock of the fake is ahead; a client must sign by the same clock. */
  let ahead = 0;

  const asBuild = () => {
    build = ec2As(fake, fake.credentials(ROLES.build), { systemClockOffset: ahead });
  };
  beforeEach(async () => {
    ahead = 0;
    fake = await startQuick({ paceMs: 400, now: () => Date.now() + ahead });
    asBuild();
    prod = ec2As(fake, await assume(fake, ROLES.prod));
  });
  afterEach(async () => {
    expect(fake.unknownCalls).toEqual([]);
    await fake.close();
  });

  const one = async (ImageId: string, more: object = {}, as = build) =>
    (await as.send(new DescribeImagesCommand({ Filters: [{ Name: 'image-id', Values: [ImageId] }], ...more })))
      .Images?.[0];

  it('deprecates to the minute, hides it from listings of others only, and takes it back', async () => {
    const past = new EnableImageDeprecationCommand({ ImageId: WEB, DeprecateAt: new Date(Date.now() - 60_000) });
    expect((await errorOf(build.send(past))).name).toBe('InvalidParameterValue');
    const at = new Date(Date.now() + 3600_000);
    await build.send(new EnableImageDeprecationCommand({ ImageId: WEB, DeprecateAt: at }));
    const time = (await one(WEB))?.DeprecationTime ?? '';
    expect(Math.abs(Date.parse(time) - at.getTime())).toBeLessThanOrEqual(30_000);
    expect(Date.parse(time) % 60_000).toBe(0);
    expect(await one(WEB, {}, prod)).toBeDefined();
    fake.hands.deprecateImage(WEB, new Date(Date.now() - 1000));
    expect(await one(WEB, {}, prod)).toBeUndefined();
    expect(await one(WEB, { IncludeDeprecated: true }, prod)).toBeDefined();
    expect(await one(WEB)).toBeDefined();
    await build.send(new DisableImageDeprecationCommand({ ImageId: WEB }));
    expect((await one(WEB))?.DeprecationTime).toBeUndefined();
    expect((await errorOf(prod.send(new DisableImageDeprecationCommand({ ImageId: WEB })))).name).toBe('AuthFailure');
  });

  it('disabling takes launch permissions for good, hides it, and is refused twice', async () => {
    await build.send(new DisableImageCommand({ ImageId: WEB }));
    expect(await one(WEB)).toBeUndefined();
    expect((await one(WEB, { IncludeDisabled: true }))?.State).toBe('disabled');
    expect(await one(WEB, { IncludeDisabled: true }, prod)).toBeUndefined();
    expect((await errorOf(build.send(new DisableImageCommand({ ImageId: WEB })))).name).toBe(
      'InvalidAMIID.Unavailable',
    );
    await build.send(new EnableImageCommand({ ImageId: WEB }));
    expect((await errorOf(build.send(new EnableImageCommand({ ImageId: WEB })))).name).toBe('InvalidAMIID.Unavailable');
    const shares = new DescribeImageAttributeCommand({ ImageId: WEB, Attribute: 'launchPermission' });
    expect((await build.send(shares)).LaunchPermissions).toEqual([]);
  });

  it('protection holds off deregistration, with cooldown a day longer', async () => {
    const protect = (WithCooldown: boolean) =>
      build.send(new EnableImageDeregistrationProtectionCommand({ ImageId: DB, WithCooldown }));
    const unprotect = () => build.send(new DisableImageDeregistrationProtectionCommand({ ImageId: DB }));
    const deregister = () => {
      // The SDK sets its clock right after an error.
      asBuild();
      return build.send(new DeregisterImageCommand({ ImageId: DB }));
    };
    expect((await protect(true)).Return).toBe('enabled-with-cooldown');
    expect((await one(DB))?.DeregistrationProtection).toBe('enabled-with-cooldown');
    expect((await errorOf(deregister())).name).toBe('OperationNotPermitted');
    await unprotect();
    expect((await errorOf(deregister())).name).toBe('OperationNotPermitted');
    ahead = DAY + 1000;
    await deregister();
    expect((await errorOf(deregister())).name).toBe('InvalidAMIID.Unavailable');
  });

  it('AMIs of AWS Backup are not deregistered here', async () => {
    fake.hands.tagImage(DB, { 'aws:backup:source-resource': 'i-0a1b2c3d4e5f60003' });
    const refused = await errorOf(build.send(new DeregisterImageCommand({ ImageId: DB })));
    expect(refused).toMatchObject({ name: 'AuthFailure', message: expect.stringContaining('managed by AWS Backup') });
  });

  it('goes to the Recycle Bin by rule, comes back snapshots first, and is gone after its time', async () => {
    await build.send(new DisableImageCommand({ ImageId: DB }));
    const gone = await build.send(new DeregisterImageCommand({ ImageId: DB, DeleteAssociatedSnapshots: true }));
    expect(gone.DeleteSnapshotResults?.map(({ ReturnCode }) => ReturnCode)).toEqual(['success', 'success']);
    const list = async () => (await build.send(new ListImagesInRecycleBinCommand({}))).Images ?? [];
    const [image] = await list();
    expect(image).toMatchObject({ ImageId: DB, Name: 'db-2026-10-05' });
    expect((image?.RecycleBinExitTime?.getTime() ?? 0) - (image?.RecycleBinEnterTime?.getTime() ?? 0)).toBe(14 * DAY);
    const { Snapshots } = await build.send(new ListSnapshotsInRecycleBinCommand({}));
    expect(Snapshots?.map(({ SnapshotId }) => SnapshotId)).toEqual(DB_SNAPSHOTS);
    const restore = () => build.send(new RestoreImageFromRecycleBinCommand({ ImageId: DB }));
    expect((await errorOf(restore())).name).toBe('InvalidSnapshot.NotFound');
    for (const SnapshotId of DB_SNAPSHOTS) await build.send(new RestoreSnapshotFromRecycleBinCommand({ SnapshotId }));
    await restore();
    expect((await one(DB, { IncludeDisabled: true }))?.State).toBe('disabled');
    expect((await build.send(new DescribeSnapshotsCommand({ SnapshotIds: DB_SNAPSHOTS }))).Snapshots).toHaveLength(2);
    await build.send(new DeregisterImageCommand({ ImageId: DB }));
    ahead = 15 * DAY;
    asBuild();
    expect(await list()).toEqual([]);
    asBuild();
    expect((await errorOf(restore())).name).toBe('InvalidAMIID.NotFound');
  });

  it('has no bin where no rule matches, and keeps snapshots that it may not delete', async () => {
    fake.setPolicies({
      roles: [
        { arn: ROLES.hub, policies: [policy(allow('sts:*', '*'))] },
        {
          arn: ROLES.prod,
          trust: policy({ Effect: 'Allow', Principal: { AWS: ROLES.hub }, Action: 'sts:*' }),
          policies: [policy(allow(['ec2:DeregisterImage', 'ec2:ListImagesInRecycleBin'], '*'))],
        },
      ],
    });
    const made = 'ami-0d1b2c3d4e5f6d001';
    const answer = await prod.send(new DeregisterImageCommand({ ImageId: made, DeleteAssociatedSnapshots: true }));
    expect(answer.DeleteSnapshotResults).toEqual([
      { SnapshotId: 'snap-0d1b2c3d4e5f6d001', ReturnCode: 'missing-permissions' },
    ]);
    expect((await prod.send(new ListImagesInRecycleBinCommand({}))).Images).toEqual([]);
  });

  it('names what refers to an image in this account, and needs every extra permission', async () => {
    const ask = (as: typeof build, more: object = { IncludeAllResourceTypes: true }) =>
      as.send(new DescribeImageReferencesCommand({ ImageIds: [BASE], ...more }));
    const own = (await ask(build)).ImageReferences?.map(({ ResourceType }) => ResourceType);
    expect(new Set(own)).toEqual(
      new Set(['ec2:Instance', 'ec2:LaunchTemplate', 'ssm:Parameter', 'imagebuilder:ImageRecipe']),
    );
    // An old version of a launch template counts as far as one looks.
    const deep = (await ask(prod)).ImageReferences?.map(({ Arn }) => Arn?.split('/')[0]);
    expect(deep).toEqual([
      `arn:aws:ec2:${REGION}:${ACCOUNTS.prod}:instance`,
      `arn:aws:ec2:${REGION}:${ACCOUNTS.prod}:launch-template`,
    ]);
    const shallow = {
      ResourceTypes: [
        {
          ResourceType: 'ec2:LaunchTemplate' as const,
          ResourceTypeOptions: [{ OptionName: 'version-depth' as const, OptionValues: ['1'] }],
        },
      ],
    };
    expect((await ask(prod, shallow)).ImageReferences).toEqual([]);
    expect((await errorOf(ask(build, {}))).name).toBe('MissingParameter');
    const stranger = new DescribeImageReferencesCommand({
      ImageIds: ['ami-0eeeeeeeeeeeee001'],
      IncludeAllResourceTypes: true,
    });
    expect((await errorOf(build.send(stranger))).name).toBe('InvalidAMIID.NotFound');
    fake.setPolicies({
      roles: [
        { arn: ROLES.hub, policies: [policy(allow('sts:*', '*'))] },
        { arn: ROLES.build, policies: [policy(allow(['ec2:*', 'imagebuilder:*'], '*'))] },
        {
          arn: ROLES.prod,
          policies: [
            policy(
              allow(['ec2:*', 'imagebuilder:*', 'ssm:*'], '*', {
                'ForAnyValue:StringEquals': { 'aws:CalledVia': 'ec2-images.amazonaws.com' },
              }),
              allow('ec2:DescribeImageReferences', '*'),
            ),
          ],
        },
      ],
    });
    expect((await errorOf(ask(build))).message).toContain('ssm:DescribeParameters');
    expect((await ask(prod)).ImageReferences).toHaveLength(2);
  });

  it('counts users of an image in all accounts: later, and not those of today', async () => {
    const create = (more: object = {}) =>
      build.send(
        new CreateImageUsageReportCommand({
          ImageId: WEB,
          ClientToken: 'r-1',
          ResourceTypes: [{ ResourceType: 'ec2:Instance' }, { ResourceType: 'ec2:LaunchTemplate' }],
          ...more,
        }),
      );
    // A busy machine must not take longer to ask than the report takes.
    fake.settings.paceMs = 4000;
    const { ReportId = '' } = await create();
    expect((await create()).ReportId).toBe(ReportId);
    expect((await errorOf(create({ ImageId: BASE }))).name).toBe('IdempotentParameterMismatch');
    const entries = async () =>
      (await build.send(new DescribeImageUsageReportEntriesCommand({ ReportIds: [ReportId] })))
        .ImageUsageReportEntries ?? [];
    expect(await entries()).toEqual([]);
    const state = async () =>
      (await build.send(new DescribeImageUsageReportsCommand({ ImageIds: [WEB] }))).ImageUsageReports?.[0]?.State;
    expect(await state()).toBe('pending');
    await until(state, (now) => now === 'available');
    const counted = (await entries()).map((entry) => [entry.AccountId, entry.ResourceType, entry.UsageCount]);
    expect(counted).toEqual([
      [ACCOUNTS.prod, 'ec2:Instance', 1],
      [ACCOUNTS.prod, 'ec2:LaunchTemplate', 1],
    ]);
    expect(
      (
        await errorOf(
          prod.send(
            new CreateImageUsageReportCommand({
              ImageId: WEB,
              ResourceTypes: [{ ResourceType: 'ec2:Instance' }],
            }),
          ),
        )
      ).name,
    ).toBe('AuthFailure');
    await build.send(new DeleteImageUsageReportCommand({ ReportId }));
    expect(await state()).toBeUndefined();
    // Younger than the lag of AWS's figures: not seen yet.
    fake.settings.usageLagMs = 60 * DAY;
    await create({ ClientToken: 'r-2' });
    await until(state, (now) => now === 'available');
    const later = await build.send(new DescribeImageUsageReportEntriesCommand({ ImageIds: [WEB] }));
    expect(later.ImageUsageReportEntries?.map(({ ResourceType }) => ResourceType)).toEqual(['ec2:LaunchTemplate']);
  });
});
