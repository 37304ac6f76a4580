import {
  DescribeSnapshotAttributeCommand,
  type EC2Client,
  GetAllowedImagesSettingsCommand,
  GetImageBlockPublicAccessStateCommand,
  GetSnapshotBlockPublicAccessStateCommand,
  type ImageCriterion,
  ModifyImageAttributeCommand,
  ModifySnapshotAttributeCommand,
  type LaunchPermission as SdkLaunchPermission,
} from '@aws-sdk/client-ec2';
import type {
  AllowedImages,
  AllowedImagesCriterion,
  GivenPermission,
  SharingReader,
  SharingWriter,
  VolumePermission,
} from '../core/aws-sharing.ts';
import type { Call } from './make-caller.ts';
import type { RunEc2 } from './make-ec2-reader.ts';

function toVolumePermission(entry: { UserId?: string | undefined; Group?: string | undefined }): VolumePermission {
  if (entry.UserId) return { kind: 'account', id: entry.UserId };
  if (entry.Group === 'all') return { kind: 'public' };
  throw new Error(`a volume permission of a kind unknown to Assay: ${JSON.stringify(entry)}`);
}

const toCriterion = ({ ImageProviders, ...more }: ImageCriterion): AllowedImagesCriterion => ({
  providers: ImageProviders ?? [],
  asksForMore: Object.values(more).some((value) => (Array.isArray(value) ? value.length > 0 : value !== undefined)),
});

const states: Readonly<Record<string, AllowedImages['state']>> = {
  enabled: 'enabled',
  'audit-mode': 'audit-mode',
};

/** Reads who may see, launch and copy. */
export const makeSharingReader = (run: RunEc2): SharingReader => ({
  volumePermissions: (snapshotId) =>
    run(async (call) => {
      const answer = await call({
        action: 'DescribeSnapshotAttribute',
        bucket: 'read',
        send: (client, options) =>
          client.send(
            new DescribeSnapshotAttributeCommand({ SnapshotId: snapshotId, Attribute: 'createVolumePermission' }),
            options,
          ),
      });
      return (answer.CreateVolumePermissions ?? []).map(toVolumePermission);
    }),
  blocksPublicImages: () =>
    run(async (call) => {
      const answer = await call({
        action: 'GetImageBlockPublicAccessState',
        bucket: 'read',
        send: (client, options) => client.send(new GetImageBlockPublicAccessStateCommand({}), options),
      });
      return answer.ImageBlockPublicAccessState === 'block-new-sharing';
    }),
  blocksPublicSnapshots: () =>
    run(async (call) => {
      const answer = await call({
        action: 'GetSnapshotBlockPublicAccessState',
        bucket: 'read',
        send: (client, options) => client.send(new GetSnapshotBlockPublicAccessStateCommand({}), options),
      });
      return answer.State !== 'unblocked';
    }),
  allowedImages: () =>
    run(async (call) => {
      const answer = await call({
        action: 'GetAllowedImagesSettings',
        bucket: 'read',
        send: (client, options) => client.send(new GetAllowedImagesSettingsCommand({}), options),
      });
      return {
        state: states[answer.State ?? ''] ?? 'disabled',
        criteria: (answer.ImageCriteria ?? []).map(toCriterion),
      };
    }),
});

function toSdk(permission: GivenPermission): SdkLaunchPermission {
  switch (permission.kind) {
    case 'account':
      return { UserId: permission.id };
    case 'organization':
      return { OrganizationArn: permission.arn };
    case 'unit':
      return { OrganizationalUnitArn: permission.arn };
  }
}

/** Gives and takes back. */
export function makeSharingWriter(run: RunEc2): SharingWriter {
  const changeImage = (imageId: string, permissions: readonly GivenPermission[], word: 'Add' | 'Remove') => {
    if (permissions.length === 0) throw new TypeError('launch permissions without anybody');
    return run(async (call: Call<EC2Client>) => {
      await call({
        action: 'ModifyImageAttribute',
        bucket: 'write',
        send: (client, options) =>
          client.send(
            new ModifyImageAttributeCommand({
              ImageId: imageId,
              LaunchPermission: { [word]: permissions.map(toSdk) },
            }),
            options,
          ),
      });
    });
  };
  const changeSnapshot = (snapshotId: string, accountId: string, word: 'Add' | 'Remove') =>
    run(async (call: Call<EC2Client>) => {
      await call({
        action: 'ModifySnapshotAttribute',
        bucket: 'write',
        send: (client, options) =>
          client.send(
            new ModifySnapshotAttributeCommand({
              SnapshotId: snapshotId,
              Attribute: 'createVolumePermission',
              CreateVolumePermission: { [word]: [{ UserId: accountId }] },
            }),
            options,
          ),
      });
    });
  return {
    ...makeSharingReader(run),
    addLaunchPermissions: (imageId, permissions) => changeImage(imageId, permissions, 'Add'),
    removeLaunchPermissions: (imageId, permissions) => changeImage(imageId, permissions, 'Remove'),
    addVolumePermission: (snapshotId, accountId) => changeSnapshot(snapshotId, accountId, 'Add'),
    removeVolumePermission: (snapshotId, accountId) => changeSnapshot(snapshotId, accountId, 'Remove'),
  };
}
