import type { BuildsReader, BuildsWriter } from './aws-builds.ts';
import type { CopyWriter } from './aws-copies.ts';
import type { EncryptionReader, EncryptionWriter } from './aws-encryption.ts';
import type { FleetReader, FleetWriter } from './aws-fleet.ts';
import type { ConfigReader, ConfigWriter, InventoryReader } from './aws-inventory.ts';
import type { LifecycleReader, LifecycleWriter } from './aws-lifecycle.ts';
import type { SharingReader, SharingWriter } from './aws-sharing.ts';

/**
 * AWS as the rest of Assay sees it: what commands may read and jobs may write. Implemented in `aws/`, which turns AWS's
 * error codes into `UserError`, `BusyError` or a bug, so nobody else ever looks at one.
 */
export interface Place {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
}

/** Tags as one account sees them. */
export type Tags = Readonly<Record<string, string>>;

export interface ImageVolume {
  readonly device: string;
  readonly snapshotId: string;
  readonly sizeGiB: number;
  readonly encrypted: boolean;
}

/** Amazon Inspector's result as it stands on the image; absent when never scanned. */
export interface ScanResult {
  /** `informational`, `low`, `medium`, `high`, `critical` as AWS writes it; `none` when scanned without a finding. */
  readonly highestSeverity: string;
  readonly scannedAt: string | undefined;
}

export interface Image {
  readonly id: string;
  readonly place: Place;
  readonly name: string;
  readonly description: string | undefined;
  readonly ownerId: string;
  /** `amazon`, `aws-marketplace`, `aws-backup-vault`, `self` or absent. */
  readonly ownerAlias: string | undefined;
  readonly state: string;
  readonly stateReason: string | undefined;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly architecture: string;
  readonly platform: string;
  readonly rootDeviceType: string;
  readonly isPublic: boolean;
  readonly tags: Tags;
  readonly volumes: readonly ImageVolume[];
  readonly sourceInstanceId: string | undefined;
  readonly sourceImageId: string | undefined;
  readonly sourceImageRegion: string | undefined;
  readonly deprecatedAt: string | undefined;
  /** What Allowed AMIs says of it, in audit mode too; once they are enabled AWS does not show what they do not allow. */
  readonly isAllowed?: boolean | undefined;
  /** As AWS writes it: `disabled`, or a word for a protection that is on or still cooling down. */
  readonly deregistrationProtection?: string | undefined;
  readonly lastLaunchedAt: string | undefined;
  readonly productCodes: readonly string[];
  readonly scan: ScanResult | undefined;
  /** How an instance starts from it. */
  readonly traits?: ImageTraits | undefined;
}

/** What decides how an instance starts from an AMI, as AWS writes it; a copy has the same. */
export interface ImageTraits {
  readonly rootDevice: string | undefined;
  readonly bootMode: string | undefined;
  readonly virtualization: string | undefined;
  readonly ena: boolean;
  readonly tpm: string | undefined;
  readonly imds: string | undefined;
}

export interface InstanceVolume {
  readonly device: string;
  readonly volumeId: string;
}

export interface Instance {
  readonly id: string;
  readonly place: Place;
  readonly name: string | undefined;
  readonly state: string;
  readonly type: string;
  readonly imageId: string;
  readonly zone: string;
  readonly rootDeviceType: string;
  readonly platform: string;
  readonly launchedAt: string;
  /** `spot` for one that AWS may take away; absent for an ordinary one. */
  readonly lifecycle?: string | undefined;
  readonly tags: Tags;
  readonly volumes: readonly InstanceVolume[];
}

export interface Volume {
  readonly id: string;
  readonly sizeGiB: number;
  readonly type: string;
  readonly encrypted: boolean;
  readonly keyArn: string | undefined;
}

export interface Snapshot {
  readonly id: string;
  readonly ownerId: string;
  readonly state: string;
  /** 0 to 100. */
  readonly percent: number;
  readonly stateMessage: string | undefined;
  readonly sizeGiB: number;
  readonly encrypted: boolean;
  readonly keyArn: string | undefined;
  readonly tags: Tags;
}

/** One AMI of a line of origin; it may be gone, or nobody of ours may see it. */
export interface Ancestor {
  readonly id: string;
  /** An account id, `amazon`, `aws-marketplace`, or absent. */
  readonly owner: string | undefined;
  /** ISO 8601. */
  readonly createdAt: string | undefined;
  readonly sourceImageId: string | undefined;
  readonly sourceImageRegion: string | undefined;
}

/** Whom an AMI is shared with. */
export type LaunchPermission =
  | { readonly kind: 'account'; readonly id: string }
  | { readonly kind: 'organization' | 'unit'; readonly arn: string }
  | { readonly kind: 'public' };

/** One EC2 filter: any of the values, of which there may be any number. Wildcards `*` and `?` as EC2 knows them. */
export interface Filter {
  readonly name: string;
  readonly values: readonly string[];
}

export interface ImageQuery {
  /** Unknown ids are left out of the answer, they do not fail it. */
  readonly ids?: readonly string[];
  /** `self`, `amazon`, `aws-marketplace` or account ids. */
  readonly owners?: readonly string[];
  /** Only what this account may launch by sharing. */
  readonly sharedWithUs?: boolean;
  readonly filters?: readonly Filter[];
  /** Also what others have deprecated; one's own is always there. */
  readonly deprecatedToo?: boolean;
  /** Stops paging after this many. */
  readonly limit?: number;
}

export interface InstanceQuery {
  readonly ids?: readonly string[];
  readonly filters?: readonly Filter[];
  readonly limit?: number;
}

/** Reading one account and Region, as the reader role. Reads are paged and complete unless a limit is given. */
export interface Ec2Reader {
  images(query: ImageQuery): Promise<readonly Image[]>;
  instances(query: InstanceQuery): Promise<readonly Instance[]>;
  volumes(ids: readonly string[]): Promise<readonly Volume[]>;
  /** Unknown ids are left out of the answer. */
  snapshots(query: { ids?: readonly string[]; filters?: readonly Filter[] }): Promise<readonly Snapshot[]>;
  /** Owner only. */
  launchPermissions(imageId: string): Promise<readonly LaunchPermission[]>;
  /** The AMI itself and what it came from, back to the first, also across accounts and Regions; at most 50. */
  ancestry(imageId: string): Promise<readonly Ancestor[]>;
}

export interface NewImage {
  readonly instanceId: string;
  readonly name: string;
  readonly description: string;
  readonly noReboot: boolean;
  /** Written on the image and on its snapshots, at creation. */
  readonly tags: Tags;
}

/** Writing to one account and Region, as the worker role. */
export interface Ec2Writer extends Ec2Reader {
  /**
   * CreateImage has no idempotency token: one attempt, no retry by the SDK; the caller looks up the name before and after.
   * @throws UserError name_taken with the AMI that has it
   */
  createImage(image: NewImage): Promise<{ readonly imageId: string }>;
  /** Overwrites equal keys. */
  createTags(resourceIds: readonly string[], tags: Tags): Promise<void>;
  /** By keys; or by keys and values: then a tag that has got another value meanwhile stays. */
  deleteTags(resourceIds: readonly string[], tags: readonly string[] | Tags): Promise<void>;
}

/** Checking a signature, as the reader role. */
export interface SignatureReader {
  /** @returns false when the signature does not fit; throws when the key cannot be asked */
  verify(keyArn: string, digest: Uint8Array, signature: Uint8Array): Promise<boolean>;
}

/** Making a signature, as the worker role. */
export interface SignatureWriter extends SignatureReader {
  /** ECDSA over SHA-256 (P-256, DER). */
  sign(keyArn: string, digest: Uint8Array): Promise<Uint8Array>;
}

/** What a command gets: it cannot write, by type and by role. */
export interface AwsReader {
  ec2(place: Place): Ec2Reader;
  lifecycle(place: Place): LifecycleReader;
  /** EC2 Image Builder. */
  builds(place: Place): BuildsReader;
  sharing(place: Place): SharingReader;
  encryption(place: Place): EncryptionReader;
  fleet(place: Place): FleetReader;
  inventory(place: Place): InventoryReader;
  /** AWS Config. */
  config(place: Place): ConfigReader;
  readonly keys: SignatureReader;
}

/** What a job gets. */
export interface AwsWriter {
  ec2(place: Place): Ec2Writer;
  lifecycle(place: Place): LifecycleWriter;
  /** EC2 Image Builder. */
  builds(place: Place): BuildsWriter;
  sharing(place: Place): SharingWriter;
  encryption(place: Place): EncryptionWriter;
  fleet(place: Place): FleetWriter;
  inventory(place: Place): InventoryReader;
  /** AWS Config. */
  config(place: Place): ConfigWriter;
  copies(place: Place): CopyWriter;
  readonly keys: SignatureWriter;
}

/** For whom AWS is called: becomes the role session's name and SourceIdentity, so CloudTrail tells the same story. */
export interface OnBehalfOf {
  /** Run id, or a word for a read ("find"). */
  readonly reference: string;
  readonly userId: string;
}

/** How long a caller can wait: a command must answer its person in three seconds, a job is tried again later anyway. */
export interface CallTerms {
  readonly patience: 'command' | 'job';
  /** Ends every call under way; its reason is what the caller gets thrown. */
  readonly signal?: AbortSignal | undefined;
  /** For who looks again and again: a signature found right within the last hour is not asked about anew. */
  readonly remembersProofs?: boolean | undefined;
}

/** Clients for one person's request. Without terms a reader is as impatient as a command, a writer patient as a job. */
export interface Aws {
  reader(onBehalfOf: OnBehalfOf, terms?: CallTerms): AwsReader;
  writer(onBehalfOf: OnBehalfOf, terms?: CallTerms): AwsWriter;
}

/** How Assay gets into one account; `aws/` takes these roles, `policy/` writes their documents. */
export interface AccountAccess {
  /** Short name people type. */
  readonly alias: string;
  /** Twelve digits. */
  readonly id: string;
  readonly regions: readonly string[];
  readonly readRoleArn: string;
  readonly writeRoleArn: string;
  readonly externalId?: string | undefined;
  /** Names of roles that may be handed to instances; `*` as in IAM. */
  readonly instanceRoles?: readonly string[] | undefined;
}

/** Whose roles use the signing key: the account it lives in, or the first one when that is not among them. */
export const signingAccountOf = <A extends { readonly id: string }>(
  keyArn: string,
  accounts: readonly A[],
): A | undefined => accounts.find((account) => account.id === keyArn.split(':')[4]) ?? accounts[0];
