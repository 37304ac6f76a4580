import type { Filter, Tags } from './aws.ts';

/** One private address of a network interface, with the public one in front of it. */
export interface MachineAddress {
  readonly address: string;
  readonly isPrimary: boolean;
  readonly publicAddress: string | undefined;
  /** The public address is an Elastic IP: it stays ours when the instance goes. */
  readonly isElastic: boolean;
}

export interface MachineInterface {
  readonly id: string;
  /** 0 is the primary one. */
  readonly index: number;
  readonly subnetId: string;
  readonly addresses: readonly MachineAddress[];
  readonly ipv6: readonly string[];
  /** Delegated IPv4 and IPv6 prefixes. */
  readonly prefixes: readonly string[];
}

/** Instance metadata service, as at the instance. */
export interface MetadataOptions {
  readonly tokens: 'optional' | 'required';
  readonly hopLimit: number;
  readonly isOn: boolean;
  readonly showsTags: boolean;
  readonly ipv6: boolean;
}

/** An instance in full detail: everything a like one needs, and everything that ties it to its place. */
export interface Machine {
  readonly id: string;
  readonly name: string | undefined;
  readonly state: string;
  /** `Client.InternalError`: why it is in this state, where AWS says. */
  readonly stateReason: { readonly code: string; readonly message: string } | undefined;
  readonly type: string;
  readonly architecture: string;
  readonly imageId: string;
  readonly platform: string;
  readonly zone: string;
  readonly vpcId: string | undefined;
  readonly subnetId: string | undefined;
  readonly privateAddress: string | undefined;
  readonly publicAddress: string | undefined;
  readonly privateDnsName: string | undefined;
  /** ISO 8601. */
  readonly launchedAt: string;
  readonly rootDevice: string;
  readonly rootDeviceType: string;
  readonly keyName: string | undefined;
  readonly profileArn: string | undefined;
  readonly securityGroups: readonly { readonly id: string; readonly name: string }[];
  readonly interfaces: readonly MachineInterface[];
  /** By device name. */
  readonly volumes: readonly {
    readonly device: string;
    readonly volumeId: string;
    readonly deleteOnTermination: boolean;
  }[];
  readonly ebsOptimized: boolean;
  readonly monitoring: boolean;
  readonly sourceDestCheck: boolean;
  readonly metadata: MetadataOptions | undefined;
  readonly tenancy: string;
  readonly placementGroup: string | undefined;
  readonly hostId: string | undefined;
  readonly lifecycle: 'spot' | 'scheduled' | 'capacity-block' | 'interruptible-capacity-reservation' | undefined;
  readonly cpu: { readonly cores: number; readonly threadsPerCore: number } | undefined;
  readonly hibernation: boolean;
  readonly enclave: boolean;
  /** A reservation it was launched into by name; those it merely matches are none. */
  readonly capacityReservationId: string | undefined;
  readonly autoRecovery: 'default' | 'disabled' | undefined;
  readonly licenses: readonly string[];
  readonly productCodes: readonly string[];
  /** The AWS service that manages it for somebody, such as EKS Auto Mode. */
  readonly managedBy: string | undefined;
  readonly tags: Tags;
}

/** What DescribeInstances does not tell; one call to AWS for each. */
export interface MachineAttributes {
  /** Base64, as AWS keeps it. May hold secrets: never into a plan, a log or a message. */
  readonly userData: string | undefined;
  readonly terminationProtection: boolean;
  readonly stopProtection: boolean;
  /** What a shutdown from inside does. */
  readonly shutdownBehavior: 'stop' | 'terminate';
}

export interface MachineVolume {
  readonly id: string;
  readonly type: string;
  readonly sizeGiB: number;
  readonly iops: number | undefined;
  /** MiB/s; gp3 only. */
  readonly throughput: number | undefined;
  readonly encrypted: boolean;
  readonly keyArn: string | undefined;
  readonly isMultiAttach: boolean;
  readonly tags: Tags;
}

export interface Subnet {
  readonly id: string;
  readonly vpcId: string;
  readonly zone: string;
  readonly cidr: string;
  readonly freeAddresses: number;
  /** The one AWS takes in this zone when nobody names one. */
  readonly isDefault: boolean;
  readonly givesPublicAddress: boolean;
  readonly name: string | undefined;
}

export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly vpcId: string;
}

/** AWS's own checks of one instance: `ok`, `initializing`, `impaired`, `insufficient-data`, `not-applicable`. */
export interface MachineHealth {
  readonly instanceId: string;
  readonly state: string;
  readonly system: string;
  readonly instance: string;
  readonly volumes: string;
}

export interface ElasticAddress {
  readonly allocationId: string;
  readonly address: string;
  readonly privateAddress: string | undefined;
}

/** A target group an instance is registered in. */
export interface TargetGroupMembership {
  readonly arn: string;
  readonly name: string;
  readonly port: number | undefined;
  /** By instance id, or by its private address. */
  readonly by: 'instance' | 'ip';
}

/** What a new instance is made of. */
export interface NewMachine {
  readonly imageId: string;
  readonly type: string;
  readonly subnetId: string;
  readonly securityGroupIds: readonly string[];
  /** Absent: as the subnet does it. */
  readonly publicAddress?: boolean | undefined;
  readonly ipv6?: boolean | undefined;
  readonly keyName?: string | undefined;
  /** Name or ARN. */
  readonly profile?: string | undefined;
  /** Base64. */
  readonly userData?: string | undefined;
  /** Devices of the AMI whose volumes are to be other than it says. */
  readonly volumes?: readonly NewVolume[];
  readonly metadata?: MetadataOptions | undefined;
  readonly monitoring?: boolean;
  readonly ebsOptimized?: boolean;
  readonly cpu?: { readonly cores: number; readonly threadsPerCore: number } | undefined;
  readonly credits?: string | undefined;
  readonly dedicated?: boolean;
  readonly hibernation?: boolean;
  readonly enclave?: boolean;
  readonly autoRecovery?: 'default' | 'disabled' | undefined;
  readonly shutdownBehavior?: 'stop' | 'terminate';
  /** Written at creation on the instance. */
  readonly tags: Tags;
  /** Written at creation on its volumes and network interface. */
  readonly partTags: Tags;
  /** At most 64 characters. AWS takes it per zone: the same in another zone launches again. */
  readonly clientToken: string;
}

export interface NewVolume {
  readonly device: string;
  readonly type: string;
  readonly sizeGiB: number;
  readonly iops: number | undefined;
  readonly throughput: number | undefined;
  readonly deleteOnTermination: boolean;
}

/** Reading the instances of one account and Region and what surrounds them. Unknown ids are left out of the answer. */
export interface FleetReader {
  machines(query: { ids?: readonly string[]; filters?: readonly Filter[] }): Promise<readonly Machine[]>;
  /** @throws UserError not_found */
  attributes(instanceId: string): Promise<MachineAttributes>;
  volumes(ids: readonly string[]): Promise<readonly MachineVolume[]>;
  subnets(query: { ids?: readonly string[]; filters?: readonly Filter[] }): Promise<readonly Subnet[]>;
  securityGroups(filters: readonly Filter[]): Promise<readonly SecurityGroup[]>;
  /** Names of the ordinary zones of the Region that are available. */
  zones(): Promise<readonly string[]>;
  /** Names of the zones where this type can be had at all; capacity is another matter. */
  zonesOffering(type: string): Promise<readonly string[]>;
  /** Also for instances that do not run. @throws UserError not_found for an id that AWS does not know */
  health(ids: readonly string[]): Promise<readonly MachineHealth[]>;
  /** `standard` or `unlimited`, for burstable types. */
  credits(instanceId: string): Promise<string | undefined>;
  elasticAddresses(instanceId: string): Promise<readonly ElasticAddress[]>;
  /**
   * Load balancer target groups of a VPC that have the instance. One call for each group of the VPC, so at most
   * `most` are asked.
   */
  targetGroupsOf(
    machine: { readonly id: string; readonly vpcId: string; readonly addresses: readonly string[] },
    most: number,
  ): Promise<{ readonly groups: readonly TargetGroupMembership[]; readonly unasked: number }>;
}

/** Writing to the instances of one account and Region, as the worker role. */
export interface FleetWriter extends FleetReader {
  /**
   * RunInstances for one instance. Safe to repeat with the same token and the same parameters in the same zone.
   * @throws UserError aws_failed when AWS has no capacity now, not_possible for what will not work later either
   */
  run(machine: NewMachine): Promise<{ readonly instanceId: string }>;
  /** Asks whether `run` would be allowed, without running anything. @throws UserError aws_denied */
  mayRun(machine: NewMachine): Promise<void>;
  /** An instance that is stopped already stays so. */
  stop(instanceId: string): Promise<void>;
  /** An instance that is gone already stays so. @throws UserError not_possible when it is protected */
  terminate(instanceId: string): Promise<void>;
}
