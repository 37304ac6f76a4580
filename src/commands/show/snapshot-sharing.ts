import type { AwsReader, Image } from '../../core/aws.ts';
import type { VolumePermission } from '../../core/aws-sharing.ts';
import type { Fact } from '../../core/message.ts';
import type { Settings } from '../../core/settings.ts';
import { accountName } from '../../lookup/places.ts';
import { type Attempt, attempt } from './attempt.ts';

/** One question per snapshot: AMIs with more disks than this are told only in part. */
const askedAtMost = 10;

export type SnapshotSharing = Attempt<readonly (readonly VolumePermission[])[]>;

/** Who may copy each of an AMI's snapshots, its own account not counted. Owner only. */
export const snapshotSharingOf = (image: Image, aws: AwsReader): Promise<SnapshotSharing> =>
  attempt(
    Promise.all(
      image.volumes
        .slice(0, askedAtMost)
        .map(({ snapshotId }) => aws.sharing(image.place).volumePermissions(snapshotId)),
    ),
  );

const nameOf = (permission: VolumePermission, settings: Settings): string =>
  permission.kind === 'public' ? 'EVERYBODY (public)' : accountName(permission.id, settings);

/** "all snapshots: prod"; who may launch is another fact. */
export function snapshotFacts(tried: SnapshotSharing, image: Image, settings: Settings): readonly Fact[] {
  if ('why' in tried) return [{ label: 'Snapshots shared with', value: `not known: ${tried.why}` }];
  const counts = new Map<string, number>();
  for (const permissions of tried.value)
    for (const name of new Set(permissions.map((one) => nameOf(one, settings))))
      counts.set(name, (counts.get(name) ?? 0) + 1);
  const words = [...counts].map(([name, count]) =>
    count === tried.value.length ? name : `${name} (${count} of ${tried.value.length})`,
  );
  const more = image.volumes.length > askedAtMost ? ` (the first ${askedAtMost} of ${image.volumes.length})` : '';
  return [{ label: 'Snapshots shared with', value: `${words.length > 0 ? words.join(', ') : 'nobody'}${more}` }];
}
