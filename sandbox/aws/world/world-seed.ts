import type { ImageFinding, ScanResults } from '@aws-sdk/client-ec2';
import type { PolicySet } from '../identity/policy-set.ts';
import type { PipelineSeed } from './builder.ts';
import type { ConfigSeed } from './config-service.ts';
import type { LifecycleSeed } from './lifecycle.ts';
import type { MachineSeed } from './machine.ts';
import type { NetworkSeed } from './network.ts';
import type { ScalingSeed } from './scaling.ts';
import type { KeyState, PolicyDocument, Preferences } from './world.ts';

/** The world at its start, as plain data. Ids are given, so that examples and tests can name things. */
export interface AwsWorldSeed {
  readonly organisation: {
    readonly id: string;
    readonly managementAccountId: string;
    /** Default `r-sand`. */
    readonly rootId?: string;
    /** Organisational units by id; `parent` absent: under the root. */
    readonly units?: Readonly<Record<string, { readonly parent?: string }>>;
  };
  readonly accounts: readonly AccountSeed[];
  /** The queue that EventBridge's rules of every account and Region lead to. Absent: nobody asked for events. */
  readonly events?: { readonly accountId: string; readonly region: string; readonly queue: string };
  /** Roles, users and service control policies that exist from the start. */
  readonly policies?: PolicySet;
}

export interface AccountSeed {
  readonly id: string;
  readonly alias: string;
  readonly isMember: boolean;
  /** Id of its organisational unit; absent: under the root. */
  readonly unitId?: string;
  readonly ownerAlias?: string;
  readonly regions: Readonly<Record<string, PlaceSeed>>;
  /** Instance profiles: name to the name of their role. */
  readonly instanceProfiles?: Readonly<Record<string, string>>;
  readonly keyPairs?: readonly string[];
}

export interface PlaceSeed {
  readonly keys?: readonly KeySeed[];
  /** Default: AMIs and snapshots cannot be made public, every AMI is allowed, nothing is encrypted by itself. */
  readonly preferences?: Partial<Preferences>;
  readonly instances?: readonly InstanceSeed[];
  readonly images?: readonly ImageSeed[];
  readonly lifecycle?: LifecycleSeed;
  readonly scaling?: ScalingSeed;
  readonly config?: ConfigSeed;
  /** Names of its SQS queues. */
  readonly queues?: readonly string[];
  readonly pipelines?: readonly PipelineSeed[];
  /** Default: AWS's default VPC. */
  readonly network?: NetworkSeed;
}

export interface KeySeed {
  readonly id: string;
  readonly alias: string;
  readonly spec?: 'SYMMETRIC_DEFAULT' | 'ECC_NIST_P256';
  readonly manager?: 'CUSTOMER' | 'AWS';
  readonly state?: KeyState;
  /** For a multi-Region key (`mrk-…`): where its primary lives. The others of the same id are its replicas. */
  readonly primaryRegion?: string;
  /** Default: AWS's own default key policy, the account's root may do everything. */
  readonly policy?: PolicyDocument;
}

export interface InstanceSeed {
  readonly id: string;
  readonly imageId: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly state?: 'running' | 'stopped' | 'terminated';
  readonly instanceType?: string;
  readonly architecture?: 'x86_64' | 'arm64';
  readonly rootDeviceType?: 'ebs' | 'instance-store';
  readonly launchedDaysAgo?: number;
  readonly disableApiTermination?: boolean;
  readonly machine?: MachineSeed;
  readonly volumes: readonly VolumeSeed[];
}

export interface VolumeSeed {
  readonly id: string;
  readonly device: string;
  readonly sizeGiB: number;
  /** Id of a key of the same account and Region. Absent: not encrypted. */
  readonly keyId?: string;
  /** Default gp3. */
  readonly type?: string;
  readonly iops?: number;
  readonly throughput?: number;
}

export interface ImageSeed {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly ageDays: number;
  readonly architecture?: 'x86_64' | 'arm64';
  readonly snapshots: readonly { readonly id: string; readonly sizeGiB: number; readonly keyId?: string }[];
  readonly isPublic?: boolean;
  readonly launchPermissions?: readonly string[];
  readonly productCodes?: readonly string[];
  readonly sourceInstanceId?: string;
  readonly sourceImageId?: string;
  readonly sourceImageRegion?: string;
  readonly deprecationTime?: Date;
  readonly scanResults?: ScanResults;
  readonly findings?: readonly ImageFinding[];
}
