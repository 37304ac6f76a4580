import type { ListSnapshotsInRecycleBinRequest, ListSnapshotsInRecycleBinResult } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { page } from '../ec2-rules/paging.ts';
import { describePermission } from '../ec2-rules/permissions.ts';
import { inBin } from '../ec2-rules/recycle-bin.ts';
import { defineEc2Action } from '../server/action.ts';

export const listSnapshotsInRecycleBin = defineEc2Action<
  ListSnapshotsInRecycleBinRequest,
  ListSnapshotsInRecycleBinResult
>({
  name: 'ListSnapshotsInRecycleBin',
  permissions: (_input, call) => [describePermission(call, 'ListSnapshotsInRecycleBin')],
  handle(input, call) {
    const all = inBin(call, call.place.lifecycle.binnedSnapshots);
    const wanted = input.SnapshotIds ?? [];
    const missing = wanted.find((id) => !all.some(([known]) => known === id));
    if (missing !== undefined) {
      throw new AwsError('InvalidSnapshot.NotFound', `The snapshot '${missing}' does not exist.`);
    }
    const chosen = all.filter(([id]) => wanted.length === 0 || wanted.includes(id));
    const { items, nextToken } = page(chosen, ([id]) => id, input);
    return {
      Snapshots: items.map(([id, { record, enteredAt, leavesAt }]) => ({
        SnapshotId: id,
        Description: record.description,
        VolumeId: record.volumeId,
        RecycleBinEnterTime: new Date(enteredAt),
        RecycleBinExitTime: new Date(leavesAt),
      })),
      NextToken: nextToken,
    };
  },
});
