import type { Image, Place } from '../../core/aws.ts';
import type { Settings } from '../../core/settings.ts';
import type { Retention } from './plan.ts';

const dayMs = 86_400_000;

/** At most so many are removed by one run; the next one goes on. A mistake must not cost everything at once. */
export const mostPruned = 50;

/** An AMI that is past its time. */
export interface PastTime {
  readonly place: Place;
  readonly imageId: string;
}

/** By which tags a backup of a schedule is known: name and instance, written by Assay at its creation. */
export const backupTagsOf = (settings: Settings) => ({
  schedule: `${settings.tags.prefix}schedule`,
  instance: `${settings.tags.prefix}source-instance`,
});

/**
 * Why an AMI that is past its time is not to be removed, as far as the AMI itself tells; undefined when nothing does.
 * AWS Backup and Data Lifecycle Manager mark what is theirs, and it is never touched.
 */
export function ownReason(image: Image, settings: Settings): string | undefined {
  const keys = Object.keys(image.tags);
  const { approved } = settings.tags;
  if (image.ownerId !== image.place.account) return 'belongs to another account';
  if (image.ownerAlias === 'aws-backup-vault' || keys.some((key) => key.startsWith('aws:backup:')))
    return 'is managed by AWS Backup';
  if (keys.some((key) => key.startsWith('aws:dlm:'))) return 'is managed by Data Lifecycle Manager';
  if (
    keys.some(
      (key) =>
        key.startsWith(approved) ||
        key.startsWith('ec2:SharedTag/') ||
        key.startsWith(`${settings.tags.prefix}approval`),
    )
  )
    return 'is approved';
  if (image.isPublic) return 'is shared with everybody';
  if (image.deregistrationProtection !== undefined && image.deregistrationProtection !== 'disabled')
    return 'is protected from deregistration';
  return undefined;
}

/**
 * Which backups of one instance are past their time. With a count and an age only those past both; never the newest good
 * one, and nothing that is not available: what is pending is not there yet, what failed needs eyes.
 * @param images all of one schedule and one instance
 */
export function pastTime(images: readonly Image[], { count, days }: Retention, now: number): readonly PastTime[] {
  if (count === undefined && days === undefined) return [];
  const good = images
    .filter((image) => image.state === 'available')
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt) || (a.id < b.id ? -1 : 1));
  return good
    .slice(Math.max(1, count ?? 1))
    .filter((image) => days === undefined || now - Date.parse(image.createdAt) > days * dayMs)
    .map(({ place, id }) => ({ place, imageId: id }));
}
