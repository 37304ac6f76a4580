import type { DescribeSnapshotsRequest, DescribeSnapshotsResult } from '@aws-sdk/client-ec2';
import { applyFilters, type FilterTable } from '../ec2-rules/filters.ts';
import { page } from '../ec2-rules/paging.ts';
import { describePermission } from '../ec2-rules/permissions.ts';
import { canSeeSnapshot, snapshotById } from '../ec2-rules/visibility.ts';
import { type Call, defineEc2Action } from '../server/action.ts';
import { placesIn } from '../world/places.ts';
import { toTagList } from '../world/tag-book.ts';
import type { SnapshotRecord } from '../world/world.ts';

const FILTERS: FilterTable<SnapshotRecord> = {
  description: (snapshot) => [snapshot.description],
  encrypted: (snapshot) => [snapshot.keyArn !== undefined],
  'owner-id': (snapshot) => [snapshot.accountId],
  progress: (snapshot) => [`${snapshot.progress}%`],
  'snapshot-id': (snapshot) => [snapshot.id],
  'start-time': (snapshot) => [snapshot.startTime.toISOString()],
  status: (snapshot) => [snapshot.state],
  'storage-tier': () => ['standard'],
  'volume-id': (snapshot) => [snapshot.volumeId],
  'volume-size': (snapshot) => [snapshot.sizeGiB],
};

export const describeSnapshots = defineEc2Action<DescribeSnapshotsRequest, DescribeSnapshotsResult>({
  name: 'DescribeSnapshots',
  permissions: (_input, call) => [describePermission(call, 'DescribeSnapshots')],
  handle(input, call) {
    const ids = input.SnapshotIds ?? [];
    const visible =
      ids.length > 0
        ? [...new Set(ids)].map((id) => snapshotById(call, id))
        : placesIn(call.world, call.region)
            .flatMap((place) => [...place.snapshots.values()])
            .filter((snapshot) => canSeeSnapshot(call, snapshot));
    const chosen = visible
      .filter((snapshot) => isOwnedByAny(snapshot, input.OwnerIds ?? [], call))
      .filter((snapshot) => isRestorableBy(snapshot, input.RestorableByUserIds ?? [], call));
    const tags = new Map(
      chosen.map((snapshot) => [snapshot, call.world.tags.seen(snapshot.id, call.account.id, call.account.id)]),
    );
    const tagsOf = (snapshot: SnapshotRecord) => tags.get(snapshot) ?? new Map<string, string>();
    const found = applyFilters(chosen, input.Filters, FILTERS, tagsOf);
    const { items, nextToken } = page(found, (snapshot) => snapshot.id, input);
    return {
      NextToken: nextToken,
      Snapshots: items.map((snapshot) => ({
        SnapshotId: snapshot.id,
        VolumeId: snapshot.volumeId,
        State: snapshot.state,
        StateMessage: snapshot.stateMessage,
        StartTime: snapshot.startTime,
        Progress: `${snapshot.progress}%`,
        OwnerId: snapshot.accountId,
        Description: snapshot.description,
        VolumeSize: snapshot.sizeGiB,
        Encrypted: snapshot.keyArn !== undefined,
        KmsKeyId: snapshot.keyArn,
        StorageTier: 'standard',
        Tags: toTagList(tagsOf(snapshot)),
      })),
    };
  },
});

function isOwnedByAny(snapshot: SnapshotRecord, owners: readonly string[], call: Call): boolean {
  return (
    owners.length === 0 || owners.some((owner) => snapshot.accountId === (owner === 'self' ? call.account.id : owner))
  );
}

function isRestorableBy(snapshot: SnapshotRecord, users: readonly string[], call: Call): boolean {
  return (
    users.length === 0 ||
    users.some((user) => snapshot.createVolumePermissions.has(user === 'self' ? call.account.id : user))
  );
}
