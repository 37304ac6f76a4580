import type { KeyObject } from 'node:crypto';
import type { Image, ImageFinding, InstanceStateName, ScanResults, SnapshotState } from '@aws-sdk/client-ec2';
import type { Builder } from './builder.ts';
import type { ConfigService } from './config-service.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { MachineRecord } from './machine.ts';
import type { Network } from './network.ts';
import type { QueueRecord } from './queue.ts';
import type { Scaling } from './scaling.ts';
import type { TagBook } from './tag-book.ts';

/** Everything the fake AWS holds. One mutable record; only actions, the clock and the outsider's hands change it. */
export interface World {
  readonly organisation: Organisation;
  readonly accounts: Map<string, Account>;
  readonly tags: TagBook;
  readonly bus: EventBus;
}

/** Where EventBridge puts what happens anywhere. */
export interface EventBus {
  /** Absent: nobody asked. */
  readonly queue: QueueRecord | undefined;
  /** Events that will get lost: how many more, of which detail type or any. */
  losses: { readonly detailType: string | undefined; left: number }[];
}

export interface Organisation {
  readonly id: string;
  readonly managementAccountId: string;
  /** `r-…`, the root of its tree. */
  readonly rootId: string;
  /** Organisational units by id, with the id of the unit above; `undefined` is directly under the root. */
  readonly units: ReadonlyMap<string, string | undefined>;
}

export interface Account {
  readonly id: string;
  readonly alias: string;
  /** Member of the organisation: subject to its SCPs, and a bearer of `aws:PrincipalOrgID`. */
  readonly isMember: boolean;
  /** The organisational unit it stands in; `undefined` is the root of the tree. */
  readonly unitId: string | undefined;
  /** `amazon` or `aws-marketplace` for the accounts AWS itself owns. They hold images and nobody's credentials. */
  readonly ownerAlias: string | undefined;
  readonly regions: Map<string, Place>;
  /** Instance profiles: name to the ARN of their role. */
  readonly instanceProfiles: ReadonlyMap<string, string>;
  /** Names of its EC2 key pairs; the fake has the same in every Region. */
  readonly keyPairs: ReadonlySet<string>;
}

/** One account in one Region. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
  readonly instances: Map<string, InstanceRecord>;
  readonly volumes: Map<string, VolumeRecord>;
  readonly images: Map<string, ImageRecord>;
  readonly snapshots: Map<string, SnapshotRecord>;
  /** By key id. */
  readonly keys: Map<string, KeyRecord>;
  readonly lifecycle: Lifecycle;
  readonly network: Network;
  readonly scaling: Scaling;
  readonly config: ConfigService;
  /** By name. */
  readonly queues: Map<string, QueueRecord>;
  /** Settings of the account in this Region. */
  readonly preferences: Preferences;
  readonly builder: Builder;
}

export interface Preferences {
  imagePublicAccess: 'block-new-sharing' | 'unblocked';
  snapshotPublicAccess: 'block-all-sharing' | 'block-new-sharing' | 'unblocked';
  allowedImages: AllowedImages;
  ebsEncryptionByDefault: boolean;
  /** Alias or ARN; `alias/aws/ebs` where nobody chose a key. */
  ebsDefaultKey: string;
}

/** Whose images the account may see and launch beside its own. */
export interface AllowedImages {
  readonly state: 'enabled' | 'audit-mode' | 'disabled';
  /** `amazon`, `aws-marketplace`, `aws-backup-vault` or account ids; empty: no criterion. */
  readonly providers: readonly string[];
}

/** Not yet told to everybody: until this moment, and for so many looks, readers see the state before. */
export interface Lag {
  readonly until: number;
  looksLeft: number;
}

export interface InstanceRecord {
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  state: InstanceStateName;
  readonly imageId: string;
  readonly instanceType: string;
  readonly architecture: 'x86_64' | 'arm64';
  readonly launchTime: Date;
  readonly rootDeviceName: string;
  readonly rootDeviceType: 'ebs' | 'instance-store';
  readonly availabilityZone: string;
  readonly privateIpAddress: string;
  /** Device name to volume id. */
  readonly volumes: Map<string, string>;
  readonly disableApiTermination: boolean;
  /** Base64. */
  readonly userData: string | undefined;
  readonly machine: MachineRecord;
  reboots: number;
}

export interface VolumeRecord {
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  readonly sizeGiB: number;
  readonly instanceId: string;
  readonly device: string;
  readonly availabilityZone: string;
  readonly createTime: Date;
  /** ARN of the key, when encrypted. */
  readonly keyArn: string | undefined;
  readonly type: string;
  readonly iops: number | undefined;
  readonly throughput: number | undefined;
  readonly deleteOnTermination: boolean;
  state: 'in-use' | 'available' | 'deleted';
}

export interface BlockDevice {
  readonly device: string;
  readonly snapshotId: string | undefined;
  readonly sizeGiB: number;
  readonly encrypted: boolean;
  readonly deleteOnTermination: boolean;
  /** Default gp3. */
  readonly type?: string;
  readonly iops?: number | undefined;
  readonly throughput?: number | undefined;
}

export interface ImageRecord {
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
  description: string | undefined;
  state: NonNullable<Image['State']>;
  stateReason: { readonly Code: string; readonly Message: string } | undefined;
  readonly creationDate: Date;
  readonly architecture: 'x86_64' | 'arm64';
  readonly rootDeviceName: string;
  readonly rootDeviceType: 'ebs' | 'instance-store';
  readonly blockDevices: readonly BlockDevice[];
  isPublic: boolean;
  /** Account ids, organisation ARNs and OU ARNs. */
  readonly launchPermissions: Set<string>;
  readonly sourceInstanceId: string | undefined;
  readonly sourceImageId: string | undefined;
  readonly sourceImageRegion: string | undefined;
  deprecationTime: Date | undefined;
  deregistrationProtection: string;
  readonly productCodes: readonly string[];
  readonly ownerAlias: string | undefined;
  readonly scanResults: ScanResults | undefined;
  readonly findings: readonly ImageFinding[];
  readonly noReboot: boolean;
  /** Made by CopyImage. */
  readonly isCopy?: boolean;
  lag: Lag | undefined;
}

export interface SnapshotRecord {
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  readonly volumeId: string;
  readonly sizeGiB: number;
  readonly startTime: Date;
  readonly description: string;
  readonly keyArn: string | undefined;
  /** The image it was made for. */
  readonly imageId: string | undefined;
  readonly durationMs: number;
  state: SnapshotState;
  stateMessage: string | undefined;
  /** 0 to 100. */
  progress: number;
  readonly createVolumePermissions: Set<string>;
  /** The snapshot it is a copy of. */
  readonly copyOf?: string;
  /** Why it will fail: EBS looks at keys only after the call. */
  readonly doom?: string | undefined;
}

export type KeyState = 'Enabled' | 'Disabled' | 'PendingDeletion' | 'PendingImport' | 'Unavailable';

export interface KeyRecord {
  readonly id: string;
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  readonly aliases: readonly string[];
  readonly spec: 'SYMMETRIC_DEFAULT' | 'ECC_NIST_P256';
  readonly usage: 'ENCRYPT_DECRYPT' | 'SIGN_VERIFY';
  readonly manager: 'CUSTOMER' | 'AWS';
  readonly createdAt: Date;
  readonly pair: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } | undefined;
  /** Set for a multi-Region key: where its primary lives. */
  readonly primaryRegion: string | undefined;
  state: KeyState;
  policy: PolicyDocument;
  /** By grant id. */
  readonly grants: Map<string, GrantRecord>;
}

export interface GrantRecord {
  readonly id: string;
  readonly name: string | undefined;
  readonly granteePrincipal: string;
  readonly retiringPrincipal: string | undefined;
  readonly issuingAccount: string;
  readonly operations: readonly string[];
  /** Whether it holds only under an encryption context. EBS has one of its own, so such a grant opens no volume. */
  readonly isConstrained: boolean;
  readonly createdAt: Date;
  /** KMS tells a grant to all of itself in seconds to minutes; only then it decides. */
  readonly effectiveAt: number;
}

/** An IAM, key, trust or service control policy as JSON. */
export type PolicyDocument = Readonly<Record<string, unknown>>;
