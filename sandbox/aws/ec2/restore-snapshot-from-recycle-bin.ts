import type { RestoreSnapshotFromRecycleBinRequest, RestoreSnapshotFromRecycleBinResult } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { resourcePermission } from '../ec2-rules/permissions.ts';
import { inBin } from '../ec2-rules/recycle-bin.ts';
import { defineEc2Action, given } from '../server/action.ts';

export const restoreSnapshotFromRecycleBin = defineEc2Action<
  RestoreSnapshotFromRecycleBinRequest,
  RestoreSnapshotFromRecycleBinResult
>({
  name: 'RestoreSnapshotFromRecycleBin',
  bucket: 'write',
  permissions(input, call) {
    const id = given(input.SnapshotId, 'snapshotId');
    const isOurs = call.place.lifecycle.binnedSnapshots.has(id);
    return [
      resourcePermission(call, 'RestoreSnapshotFromRecycleBin', id, isOurs ? { 'ec2:Owner': call.account.id } : {}),
    ];
  },
  handle(input, call) {
    const id = given(input.SnapshotId, 'snapshotId');
    const bin = call.place.lifecycle.binnedSnapshots;
    const record = inBin(call, bin).find(([known]) => known === id)?.[1].record;
    if (record === undefined) {
      throw new AwsError('InvalidSnapshot.NotFound', `The snapshot '${id}' does not exist.`);
    }
    bin.delete(id);
    call.place.snapshots.set(id, record);
    return {
      SnapshotId: id,
      Description: record.description,
      Encrypted: record.keyArn !== undefined,
      OwnerId: record.accountId,
      Progress: '100%',
      StartTime: record.startTime,
      State: 'recovering',
      VolumeId: record.volumeId,
      VolumeSize: record.sizeGiB,
    };
  },
});
