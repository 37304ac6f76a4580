import { canonicalJson } from '../core/json.ts';
import type { ApprovalDocument } from './document.ts';

const plain = {
  imageId: 'AMI',
  ownerId: 'owner',
  account: 'account',
  region: 'Region',
  name: 'name',
  createdAt: 'creation date',
  architecture: 'architecture',
  sourceInstanceId: 'source instance',
  sourceImageId: 'source AMI',
  sourceImageRegion: "source AMI's Region",
  environment: 'environment',
} as const satisfies Partial<Record<keyof ApprovalDocument, string>>;

const said = (value: string | null): string => value ?? 'none';

const added = (before: readonly string[], after: readonly string[]): readonly string[] =>
  after.filter((value) => !before.includes(value));

const sharing = (permission: string): string => (permission === 'public' ? 'everybody (public)' : permission);

function volumeDifferences(before: ApprovalDocument, after: ApprovalDocument): readonly string[] {
  const devices = [...new Set([...before.volumes, ...after.volumes].map((volume) => volume.device))].sort();
  return devices.flatMap((device) => {
    const old = before.volumes.find((volume) => volume.device === device);
    const now = after.volumes.find((volume) => volume.device === device);
    if (!old) return [`volume ${device} (${now?.snapshotId}) was added`];
    if (!now) return [`volume ${device} (${old.snapshotId}) is gone`];
    if (old.snapshotId !== now.snapshotId)
      return [`volume ${device} has snapshot ${now.snapshotId} instead of ${old.snapshotId}`];
    if (old.keyArn !== now.keyArn)
      return [`snapshot ${now.snapshotId} has key ${said(now.keyArn)} instead of ${said(old.keyArn)}`];
    return canonicalJson(old) === canonicalJson(now) ? [] : [`size or encryption of volume ${device} changed`];
  });
}

function scanDifference(before: ApprovalDocument, after: ApprovalDocument): readonly string[] {
  if (canonicalJson(before.scan) === canonicalJson(after.scan)) return [];
  const old = before.scan?.highestSeverity ?? 'none';
  const now = after.scan?.highestSeverity ?? 'none';
  return [old === now ? 'it was scanned again' : `the scan result went from ${old} to ${now}`];
}

/** What differs between the document people saw and the one there is now, a sentence each; empty when they are equal. */
export function differences(before: ApprovalDocument, after: ApprovalDocument): readonly string[] {
  return [
    ...(Object.keys(plain) as (keyof typeof plain)[])
      .filter((field) => before[field] !== after[field])
      .map((field) => `its ${plain[field]} is ${said(after[field])}, it was ${said(before[field])}`),
    ...volumeDifferences(before, after),
    ...added(before.launchPermissions, after.launchPermissions).map(
      (permission) => `it is shared with ${sharing(permission)} now`,
    ),
    ...added(after.launchPermissions, before.launchPermissions).map(
      (permission) => `no longer shared with ${sharing(permission)}`,
    ),
    ...scanDifference(before, after),
    ...added(before.productCodes, after.productCodes).map((code) => `product code ${code} was added`),
    ...added(after.productCodes, before.productCodes).map((code) => `product code ${code} is gone`),
    ...(before.policyDigest === after.policyDigest ? [] : [`the approval rule of ${after.environment} was changed`]),
  ];
}
