import type { ImageVolume, Tags } from '../core/aws.ts';
import type { Settings } from '../core/settings.ts';

/**
 * What Assay gave to whom, kept in the AMI's own tags: it survives the loss of all of Redis, it goes when the AMI goes, and
 * it tells what Assay gave from what others gave. One tag per taker, an entry per run:
 * `assay:shared/444455556666` = `r-abcdefghjk=launch+key r-bcdefghjkm=copy:xvda:sdf`.
 */
export interface Given {
  readonly runId: string;
  readonly launch: boolean;
  /** Devices whose snapshots may be copied. */
  readonly devices: readonly string[];
  /** Grants on the keys, or statements in their policies. */
  readonly key: boolean;
}

const tagStart = ({ tags }: Pick<Settings, 'tags'>): string => `${tags.prefix}shared/`;

/** Key of the tag about one taker. */
export const shareTag = (taker: string, settings: Pick<Settings, 'tags'>): string => `${tagStart(settings)}${taker}`;

const short = (device: string): string => device.replace(/^\/dev\//, '');

/** The value of a taker's tag. */
export const shareValue = (given: readonly Given[]): string =>
  given
    .map(({ runId, launch, devices, key }) => {
      const parts = [
        ...(launch ? ['launch'] : []),
        ...(devices.length > 0 ? [['copy', ...devices.map(short)].join(':')] : []),
        ...(key ? ['key'] : []),
      ];
      return `${runId}=${parts.join('+')}`;
    })
    .join(' ');

function readEntry(text: string): Given | undefined {
  const match = /^(r-[a-z0-9]+)=([\w+:./-]*)$/.exec(text);
  if (!match?.[1]) return undefined;
  const parts = (match[2] ?? '').split('+');
  const copy = parts.find((part) => part.startsWith('copy:'));
  return {
    runId: match[1],
    launch: parts.includes('launch'),
    devices: copy?.split(':').slice(1) ?? [],
    key: parts.includes('key'),
  };
}

/** What Assay gave, by taker; whatever cannot be read counts for nothing. */
export function readShares(tags: Tags, settings: Pick<Settings, 'tags'>): ReadonlyMap<string, readonly Given[]> {
  const start = tagStart(settings);
  const found = Object.entries(tags).flatMap(([key, value]): readonly [string, readonly Given[]][] => {
    if (!key.startsWith(start)) return [];
    return [[key.slice(start.length), value.split(' ').flatMap((entry) => readEntry(entry) ?? [])]];
  });
  return new Map(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The snapshots that were given, of the devices in the record. */
export const snapshotsGiven = (
  volumes: readonly Pick<ImageVolume, 'device' | 'snapshotId'>[],
  given: readonly Given[],
): readonly string[] => {
  const devices = new Set(given.flatMap((one) => one.devices));
  return volumes.filter(({ device }) => devices.has(short(device))).map(({ snapshotId }) => snapshotId);
};

/** Name of the grant for one account: the same whenever it is asked for, so that KMS makes it once. */
export const grantName = (imageId: string, account: string, { tags }: Pick<Settings, 'tags'>): string =>
  `${tags.prefix.replace(/:$/, '')}/${imageId}/${account}`;

/** The account as the holder of a grant; its own IAM decides who in it. */
export const granteeOf = (account: string, keyArn: string): string =>
  `arn:${keyArn.split(':')[1]}:iam::${account}:root`;
