import type { Image, LaunchPermission, Snapshot } from '../core/aws.ts';
import { code, type Fact, type Line, time } from '../core/message.ts';
import type { Settings } from '../core/settings.ts';
import { accountName, placeName } from './places.ts';

const day = 86_400_000;

/** "today", "1 day", "3 weeks": how old something is, in one unit. */
export function age(since: string, now: Date): string {
  const days = Math.floor((now.getTime() - Date.parse(since)) / day);
  if (days < 1) return 'today';
  const [count, unit] =
    days < 14 ? [days, 'day'] : days < 60 ? [Math.floor(days / 7), 'week'] : [Math.floor(days / 30), 'month'];
  return `${count} ${unit}${count === 1 ? '' : 's'} old`;
}

/** Environments an AMI's own tags say it is approved for; whether that is true, `verify` tells. */
export function approvedFor(image: Image, settings: Settings): readonly string[] {
  return settings.environments
    .filter((environment) => image.tags[`${settings.tags.approved}-${environment.name}`] === 'approved')
    .map((environment) => environment.name);
}

/** Whose AMI it is, in words. */
export function ownerOf(image: Image, settings: Settings): string {
  if (image.tags['aws:backup:source-resource']) return `${accountName(image.ownerId, settings)} (made by AWS Backup)`;
  if (image.ownerAlias === 'amazon') return 'Amazon';
  if (image.ownerAlias === 'aws-marketplace') return 'AWS Marketplace';
  return accountName(image.ownerId, settings);
}

/** An AMI in one line of a list. */
export function imageLine(image: Image, settings: Settings, now: Date): Line {
  const approved = approvedFor(image, settings);
  return [
    code(image.id),
    ` ${image.name} · ${image.state} · ${age(image.createdAt, now)} · ${ownerOf(image, settings)} · ${image.place.region}`,
    ...(approved.length > 0 ? [` · tagged approved for ${approved.join(', ')}`] : []),
    ...(image.deprecatedAt && Date.parse(image.deprecatedAt) <= now.getTime() ? [' · deprecated'] : []),
  ];
}

/** Encryption of all snapshots together: "encrypted under key/…", "1 of 2 encrypted". */
export function encryptionWords(snapshots: readonly Pick<Snapshot, 'encrypted' | 'keyArn'>[]): string {
  const encrypted = snapshots.filter((snapshot) => snapshot.encrypted);
  if (encrypted.length === 0) return 'not encrypted';
  const keys = [...new Set(encrypted.map((snapshot) => snapshot.keyArn?.split(':').at(-1) ?? 'an unknown key'))];
  const how =
    encrypted.length === snapshots.length ? 'encrypted' : `${encrypted.length} of ${snapshots.length} encrypted`;
  return `${how} under ${keys.join(', ')}`;
}

/** With whom it is shared. */
export function sharingWords(permissions: readonly LaunchPermission[], settings: Settings): string {
  if (permissions.length === 0) return 'with nobody';
  return permissions
    .map((permission) => {
      if (permission.kind === 'public') return 'EVERYBODY (public)';
      return permission.kind === 'account' ? accountName(permission.id, settings) : permission.arn;
    })
    .join(', ');
}

/** What an AMI is made of, for `show` and for approvers. */
export function imageFacts(
  image: Image,
  snapshots: readonly Snapshot[],
  permissions: readonly LaunchPermission[] | undefined,
  settings: Settings,
  now: Date,
): readonly Fact[] {
  const size = image.volumes.reduce((sum, volume) => sum + volume.sizeGiB, 0);
  return [
    { label: 'AMI', value: [code(image.id), ` ${image.name}`] },
    { label: 'State', value: image.stateReason ? `${image.state}: ${image.stateReason}` : image.state },
    { label: 'Owner', value: `${ownerOf(image, settings)} (${image.ownerId})` },
    { label: 'Where', value: placeName(image.place, settings) },
    { label: 'Created', value: [time(image.createdAt), ` (${age(image.createdAt, now)})`] },
    { label: 'Platform', value: `${image.platform}, ${image.architecture}` },
    { label: 'Source', value: sourceOf(image) },
    {
      label: 'Snapshots',
      value: `${image.volumes.length}, ${size} GiB, ${encryptionWords(snapshots.length > 0 ? snapshots : image.volumes.map(({ encrypted }) => ({ encrypted, keyArn: undefined })))}`,
    },
    ...(permissions ? [{ label: 'Shared', value: sharingWords(permissions, settings) }] : []),
    {
      label: 'Scan',
      value: image.scan
        ? [
            `highest severity ${image.scan.highestSeverity.toLowerCase()}`,
            ...(image.scan.scannedAt ? [', ', time(image.scan.scannedAt)] : []),
          ]
        : 'never scanned by Amazon Inspector',
    },
  ];
}

function sourceOf(image: Image): Line {
  if (image.sourceInstanceId) return ['instance ', code(image.sourceInstanceId)];
  if (image.sourceImageId)
    return ['copy of ', code(image.sourceImageId), image.sourceImageRegion ? ` in ${image.sourceImageRegion}` : ''];
  return 'AWS does not say';
}
