import type { Image } from '../core/aws.ts';
import { code, type Fact, type Line, time } from '../core/message.ts';
import type { Settings } from '../core/settings.ts';
import { makerOf } from './maker-of.ts';
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
  const maker = makerOf(image, settings);
  if (maker?.isManaged) return `${accountName(image.ownerId, settings)} (made by ${maker.name})`;
  if (image.ownerAlias === 'amazon') return 'Amazon';
  if (image.ownerAlias === 'aws-marketplace') return 'AWS Marketplace';
  return accountName(image.ownerId, settings);
}

/** Encryption of all snapshots together: "encrypted under key/…", "1 of 2 encrypted". */
function encryptionWords(volumes: ImagePortrait['volumes']): string {
  const encrypted = volumes.filter((volume) => volume.encrypted);
  if (encrypted.length === 0) return 'not encrypted';
  const keys = [...new Set(encrypted.map((volume) => volume.keyArn?.split(':').at(-1) ?? 'an unknown key'))];
  const how = encrypted.length === volumes.length ? 'encrypted' : `${encrypted.length} of ${volumes.length} encrypted`;
  return `${how} under ${keys.join(', ')}`;
}

function sharingWords(permissions: readonly string[], settings: Settings): string {
  if (permissions.length === 0) return 'nobody';
  return permissions
    .map((permission) => (permission === 'public' ? 'EVERYBODY (public)' : accountName(permission, settings)))
    .join(', ');
}

function sourceWords(portrait: ImagePortrait): Line {
  if (portrait.sourceInstanceId) return ['instance ', code(portrait.sourceInstanceId)];
  if (portrait.sourceImageId)
    return [
      'copy of ',
      code(portrait.sourceImageId),
      portrait.sourceImageRegion ? ` in ${portrait.sourceImageRegion}` : '',
    ];
  return 'AWS does not say';
}

function scanWords(scan: ImagePortrait['scan']): Line {
  if (!scan) return '⚠️ never scanned by Amazon Inspector';
  return [
    scan.highestSeverity.toLowerCase() === 'none'
      ? 'nothing found'
      : `highest severity ${scan.highestSeverity.toLowerCase()}`,
    ...(scan.scannedAt ? [', ', time(scan.scannedAt)] : []),
  ];
}

/** What an AMI is made of, whether it was just looked at or stands frozen in an approval document. */
export interface ImagePortrait {
  readonly imageId: string;
  readonly name: string;
  readonly ownerId: string;
  readonly account: string;
  readonly region: string;
  readonly createdAt: string;
  readonly architecture: string;
  readonly volumes: readonly {
    readonly sizeGiB: number;
    readonly encrypted: boolean;
    readonly keyArn: string | null;
  }[];
  readonly sourceInstanceId: string | null;
  readonly sourceImageId: string | null;
  readonly sourceImageRegion: string | null;
  /** Absent where only the owner could tell. */
  readonly launchPermissions?: readonly string[] | undefined;
  readonly scan: { readonly highestSeverity: string; readonly scannedAt: string | null } | null;
}

/** The facts people decide by, for `show` and for approvers. */
export function imageFacts(portrait: ImagePortrait, ageWords: string, settings: Settings): readonly Fact[] {
  const size = portrait.volumes.reduce((sum, volume) => sum + volume.sizeGiB, 0);
  const { account, region, launchPermissions } = portrait;
  const count = portrait.volumes.length;
  return [
    { label: 'AMI', value: [code(portrait.imageId), ` ${portrait.name}`] },
    { label: 'Where', value: placeName({ account, region }, settings) },
    { label: 'Created', value: [time(portrait.createdAt), ageWords === 'today' ? '' : ` (${ageWords})`] },
    { label: 'Source', value: sourceWords(portrait) },
    {
      label: 'Storage',
      value: `${count} ${count === 1 ? 'snapshot' : 'snapshots'}, ${size} GiB, ${encryptionWords(portrait.volumes)}`,
    },
    ...(launchPermissions ? [{ label: 'Shared with', value: sharingWords(launchPermissions, settings) }] : []),
    { label: 'Scan', value: scanWords(portrait.scan) },
  ];
}
