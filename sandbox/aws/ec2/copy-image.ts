import type { CopyImageRequest, CopyImageResult } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { madeBefore, rememberToken } from '../ec2-rules/client-tokens.ts';
import { type CopyKey, copyKeyFor } from '../ec2-rules/copy-keys.ts';
import { checkCompletionDuration, checkCopyLimits } from '../ec2-rules/copy-limits.ts';
import { checkImageDescription, checkImageName, refuseTakenName } from '../ec2-rules/image-name.ts';
import { newResourcePermission, tagOnCreatePermissions } from '../ec2-rules/permissions.ts';
import { tagsOnCreate } from '../ec2-rules/tags-on-create.ts';
import { canSeeSnapshot, checkImageId, imageById } from '../ec2-rules/visibility.ts';
import { newId } from '../ids.ts';
import { type Call, defineEc2Action, given } from '../server/action.ts';
import { findSnapshot, regionNames } from '../world/places.ts';
import { SHARED_TAG_PREFIX } from '../world/tag-book.ts';
import type { ImageRecord, SnapshotRecord } from '../world/world.ts';

/** Sent to the Region that gets the copy, by the account that will own it. Keys are only looked at afterwards. */
export const copyImage = defineEc2Action<CopyImageRequest, CopyImageResult>({
  name: 'CopyImage',
  bucket: 'copy',
  permissions(input, call) {
    checkImageId(given(input.SourceImageId, 'sourceImageId'));
    checkRegion(call, given(input.SourceRegion, 'sourceRegion'));
    checkImageName(given(input.Name, 'name'));
    checkImageDescription(input.Description);
    checkCompletionDuration(input.SnapshotCopyCompletionDurationMinutes);
    checkEncryption(input);
    const tags = tagsOnCreate(input.TagSpecifications, ['image', 'snapshot']);
    return [
      newResourcePermission(call, 'ec2:CopyImage', 'image', tags.context('image')),
      newResourcePermission(call, 'ec2:CopyImage', 'snapshot', tags.context('snapshot')),
      ...tagOnCreatePermissions(call, 'CopyImage', input.TagSpecifications ?? []),
    ];
  },
  async handle(input, call) {
    const { ClientToken: token, ...parameters } = input;
    const before = madeBefore(call, 'CopyImage', token, parameters);
    if (before !== undefined) {
      return { ImageId: before };
    }
    const source = imageById(
      call,
      given(input.SourceImageId, 'sourceImageId'),
      given(input.SourceRegion, 'sourceRegion'),
    );
    const storage = readableStorage(call, source);
    refuseTakenName(call, given(input.Name, 'name'));
    const asked = { encrypted: input.Encrypted, keyId: input.KmsKeyId };
    const keys = new Map<string, CopyKey>();
    for (const snapshot of storage) {
      keys.set(snapshot.id, await copyKeyFor(call, snapshot, asked));
    }
    checkCopyLimits(call, storage.length);
    const imageId = newId('ami');
    const copies = copySnapshots(call, storage, keys, source.id, imageId);
    call.place.images.set(imageId, copyOf(call, source, input, imageId, copies));
    const tags = tagsOnCreate(input.TagSpecifications, ['image', 'snapshot']);
    const carried = input.CopyImageTags === true ? carriedTags(call, source) : new Map<string, string>();
    call.world.tags.put(imageId, call.account.id, new Map([...carried, ...tags.of('image')]));
    for (const copy of copies.values()) {
      call.world.tags.put(copy.id, call.account.id, tags.of('snapshot'));
    }
    rememberToken(call, 'CopyImage', token, parameters, imageId);
    return { ImageId: imageId };
  },
});

function checkRegion(call: Call, region: string): void {
  if (!regionNames(call.world).includes(region)) {
    throw new AwsError('InvalidParameterValue', `Invalid value '${region}' for sourceRegion.`);
  }
}

function checkEncryption({ Encrypted, KmsKeyId }: CopyImageRequest): void {
  if (KmsKeyId !== undefined && Encrypted !== true) {
    throw new AwsError('InvalidParameterDependency', 'The parameter [KmsKeyId] requires the parameter [Encrypted]');
  }
}

/**
 * The snapshots behind an image, all of which the caller must be allowed to read. Launching needs no such permission.
 *
 * @throws AwsError `InvalidAMIID.Unavailable`, `InvalidRequest`
 */
function readableStorage(call: Call, source: ImageRecord): readonly SnapshotRecord[] {
  if (source.state !== 'available') {
    throw new AwsError('InvalidAMIID.Unavailable', `The image ID '${source.id}' is not available: ${source.state}`);
  }
  if (source.productCodes.length > 0 && source.accountId !== call.account.id) {
    throw new AwsError('InvalidRequest', 'Images with product codes cannot be copied to another AWS account.');
  }
  return source.blockDevices.flatMap((device) => {
    const snapshot =
      device.snapshotId === undefined ? undefined : findSnapshot(call.world, source.region, device.snapshotId);
    if (device.snapshotId !== undefined && (snapshot === undefined || !canSeeSnapshot(call, snapshot))) {
      throw new AwsError('InvalidRequest', 'You do not have permission to access the storage of this ami');
    }
    return snapshot === undefined ? [] : [snapshot];
  });
}

function copySnapshots(
  call: Call,
  storage: readonly SnapshotRecord[],
  keys: ReadonlyMap<string, CopyKey>,
  sourceId: string,
  imageId: string,
): ReadonlyMap<string, SnapshotRecord> {
  const created = call.now().toLocaleString('en-US');
  const copies = storage.map((source, index): readonly [string, SnapshotRecord] => [
    source.id,
    {
      id: newId('snap'),
      accountId: call.account.id,
      region: call.region,
      // Every copied snapshot names this volume, which does not exist.
      volumeId: 'vol-ffffffff',
      sizeGiB: source.sizeGiB,
      startTime: new Date(call.now()),
      description: `Copied for DestinationAmi ${imageId} from SourceAmi ${sourceId} for SourceSnapshot ${source.id}. Task created on ${created}.`,
      keyArn: keys.get(source.id)?.keyArn,
      imageId,
      durationMs: (call.settings.paceMs * (index + 1)) / storage.length,
      state: 'pending',
      stateMessage: undefined,
      progress: 0,
      createVolumePermissions: new Set(),
      copyOf: source.id,
      doom: keys.get(source.id)?.doom,
    },
  ]);
  for (const [, copy] of copies) {
    call.place.snapshots.set(copy.id, copy);
  }
  return new Map(copies);
}

function copyOf(
  call: Call,
  source: ImageRecord,
  input: CopyImageRequest,
  imageId: string,
  copies: ReadonlyMap<string, SnapshotRecord>,
): ImageRecord {
  const lag = call.settings.newImageLag;
  return {
    ...source,
    id: imageId,
    accountId: call.account.id,
    region: call.region,
    name: given(input.Name, 'name'),
    description: input.Description,
    state: 'pending',
    stateReason: undefined,
    creationDate: new Date(call.now()),
    blockDevices: source.blockDevices.map((device) => {
      const copy = copies.get(device.snapshotId ?? '');
      return { ...device, snapshotId: copy?.id, encrypted: copy === undefined ? device.encrypted : !!copy.keyArn };
    }),
    isPublic: false,
    launchPermissions: new Set(),
    sourceInstanceId: undefined,
    sourceImageId: source.id,
    sourceImageRegion: source.region,
    deprecationTime: undefined,
    deregistrationProtection: 'disabled',
    ownerAlias: undefined,
    scanResults: undefined,
    findings: [],
    noReboot: false,
    isCopy: true,
    lag: lag === undefined ? undefined : { until: call.now() + (lag.ms ?? 0), looksLeft: lag.looks ?? 0 },
  };
}

/** The copier's own tags on the source and what its owner shares; never AWS's. */
function carriedTags(call: Call, source: ImageRecord): Map<string, string> {
  const own = [...call.world.tags.written(source.id, call.account.id)];
  const shared = [...call.world.tags.written(source.id, source.accountId)].filter(([key]) =>
    key.startsWith(SHARED_TAG_PREFIX),
  );
  return new Map([...own, ...shared].filter(([key]) => !key.toLowerCase().startsWith('aws:')));
}
