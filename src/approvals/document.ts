import { z } from 'zod';
import type { Image, LaunchPermission, Snapshot } from '../core/aws.ts';
import { UserError } from '../core/outcome.ts';

const DocumentVolume = z.strictObject({
  device: z.string(),
  snapshotId: z.string(),
  sizeGiB: z.number(),
  encrypted: z.boolean(),
  keyArn: z.string().nullable(),
});

/** What exactly is approved. Its digest is what people vote on; one more field here makes open requests stale. */
export const ApprovalDocument = z.strictObject({
  v: z.literal(1),
  imageId: z.string(),
  ownerId: z.string(),
  /** The account it was looked at from. */
  account: z.string(),
  region: z.string(),
  name: z.string(),
  createdAt: z.string(),
  architecture: z.string(),
  /** By device. */
  volumes: z.array(DocumentVolume),
  sourceInstanceId: z.string().nullable(),
  sourceImageId: z.string().nullable(),
  sourceImageRegion: z.string().nullable(),
  /** Account ids, ARNs of organisations and units, or "public"; sorted. */
  launchPermissions: z.array(z.string()),
  scan: z.strictObject({ highestSeverity: z.string(), scannedAt: z.string().nullable() }).nullable(),
  productCodes: z.array(z.string()),
  environment: z.string(),
  policyDigest: z.string(),
});
export type ApprovalDocument = z.infer<typeof ApprovalDocument>;

/** The part of a document that AWS never changes on an image, and that the tags alone can be checked against. */
export type ImageContent = Pick<
  ApprovalDocument,
  | 'imageId'
  | 'ownerId'
  | 'region'
  | 'name'
  | 'createdAt'
  | 'architecture'
  | 'volumes'
  | 'sourceInstanceId'
  | 'sourceImageId'
  | 'sourceImageRegion'
  | 'productCodes'
>;

/** By code unit: the same on every machine, unlike localeCompare. */
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Whom an AMI is shared with, as one word each: account id, ARN, or "public". */
export const permissionText = (permission: LaunchPermission): string => {
  if (permission.kind === 'public') return 'public';
  return permission.kind === 'account' ? permission.id : permission.arn;
};

/** The immutable part, straight from AWS. A snapshot that cannot be read leaves its key unknown. */
export function contentFrom(image: Image, snapshots: readonly Snapshot[]): ImageContent {
  const keys = new Map(snapshots.map((snapshot) => [snapshot.id, snapshot.keyArn]));
  return {
    imageId: image.id,
    ownerId: image.ownerId,
    region: image.place.region,
    name: image.name,
    createdAt: image.createdAt,
    architecture: image.architecture,
    volumes: image.volumes
      .map(({ device, snapshotId, sizeGiB, encrypted }) => ({
        device,
        snapshotId,
        sizeGiB,
        encrypted,
        keyArn: keys.get(snapshotId) ?? null,
      }))
      .sort((a, b) => order(a.device, b.device)),
    sourceInstanceId: image.sourceInstanceId ?? null,
    sourceImageId: image.sourceImageId ?? null,
    sourceImageRegion: image.sourceImageRegion ?? null,
    productCodes: [...image.productCodes].sort(order),
  };
}

/**
 * The document people vote on.
 * @throws UserError not_possible when a snapshot could not be read: nobody should approve what nobody could see
 */
export function documentOf(facts: {
  readonly image: Image;
  readonly snapshots: readonly Snapshot[];
  readonly launchPermissions: readonly LaunchPermission[];
  readonly environment: string;
  readonly policyDigest: string;
}): ApprovalDocument {
  const { image, snapshots, launchPermissions, environment, policyDigest } = facts;
  const known = new Set(snapshots.map((snapshot) => snapshot.id));
  const unread = image.volumes.find((volume) => !known.has(volume.snapshotId));
  if (unread)
    throw new UserError('not_possible', `Snapshot ${unread.snapshotId} of ${image.id} cannot be read.`, {
      hint: 'An AMI is approved as a whole; check that its snapshots exist and that Assay may describe them.',
    });
  return {
    v: 1,
    ...contentFrom(image, snapshots),
    account: image.place.account,
    launchPermissions: [...new Set(launchPermissions.map(permissionText))].sort(order),
    scan: image.scan ? { highestSeverity: image.scan.highestSeverity, scannedAt: image.scan.scannedAt ?? null } : null,
    environment,
    policyDigest,
  };
}

/** Only the immutable part of a document. */
export const contentOf = (document: ApprovalDocument): ImageContent => ({
  imageId: document.imageId,
  ownerId: document.ownerId,
  region: document.region,
  name: document.name,
  createdAt: document.createdAt,
  architecture: document.architecture,
  volumes: document.volumes,
  sourceInstanceId: document.sourceInstanceId,
  sourceImageId: document.sourceImageId,
  sourceImageRegion: document.sourceImageRegion,
  productCodes: document.productCodes,
});
