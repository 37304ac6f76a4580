import { createHash } from 'node:crypto';

/** What surrounds instances in one account and Region: subnets, security groups, addresses and load balancing. */
export interface Network {
  readonly subnets: Map<string, SubnetRecord>;
  readonly securityGroups: Map<string, SecurityGroupRecord>;
  /** Elastic IPs, by allocation id. */
  readonly addresses: Map<string, AddressRecord>;
  /** By ARN. */
  readonly targetGroups: Map<string, TargetGroupRecord>;
  /** What client tokens of RunInstances made, by zone and token. */
  readonly launches: Map<string, { readonly instanceId: string; readonly parameters: string }>;
}

export interface SubnetRecord {
  readonly id: string;
  readonly vpcId: string;
  readonly zone: string;
  /** First two numbers of its addresses: `10.1` for 10.1.0.0/24. */
  readonly base: string;
  readonly size: number;
  readonly isDefault: boolean;
  readonly givesPublicAddress: boolean;
  readonly name: string | undefined;
}

export interface SecurityGroupRecord {
  readonly id: string;
  readonly vpcId: string;
  readonly name: string;
}

export interface AddressRecord {
  readonly allocationId: string;
  readonly address: string;
}

export interface TargetGroupRecord {
  readonly arn: string;
  readonly name: string;
  readonly vpcId: string;
  readonly port: number;
  readonly type: 'instance' | 'ip' | 'lambda';
  /** Instance ids or addresses. */
  readonly targets: Set<string>;
}

export interface NetworkSeed {
  readonly vpcId: string;
  readonly subnets: readonly {
    readonly id: string;
    /** Letter of its zone. */
    readonly zone: string;
    readonly base: string;
    /** Addresses in all; AWS keeps five of them. Default 256. */
    readonly size?: number;
    readonly isDefault?: boolean;
    readonly givesPublicAddress?: boolean;
    readonly name?: string;
    /** Default: the network's own. */
    readonly vpcId?: string;
  }[];
  readonly securityGroups: readonly { readonly id: string; readonly name: string; readonly vpcId?: string }[];
  readonly addresses?: readonly { readonly allocationId: string; readonly address: string }[];
  readonly targetGroups?: readonly {
    readonly name: string;
    readonly port: number;
    readonly type?: 'instance' | 'ip';
    readonly targets: readonly string[];
  }[];
}

/** Three zones in every Region. */
export const ZONES = ['a', 'b', 'c'] as const;

/** An id that is the same at every start. */
const fixedId = (prefix: string, ...parts: readonly string[]): string =>
  `${prefix}-0${createHash('sha256').update(parts.join(' ')).digest('hex').slice(0, 16)}`;

/** AWS's default VPC: a subnet in each zone, one security group. */
function defaultNetwork(accountId: string, region: string): NetworkSeed {
  return {
    vpcId: fixedId('vpc', accountId, region),
    subnets: ZONES.map((zone, index) => ({
      id: fixedId('subnet', accountId, region, zone),
      zone,
      base: `172.${31 + index}`,
      isDefault: true,
      givesPublicAddress: true,
    })),
    securityGroups: [{ id: fixedId('sg', accountId, region), name: 'default' }],
  };
}

/** The network of one account and Region; AWS's default one where the seed says nothing. */
export function makeNetwork(accountId: string, region: string, given?: NetworkSeed): Network {
  const seed = given ?? defaultNetwork(accountId, region);
  return {
    subnets: new Map(
      seed.subnets.map((subnet) => [
        subnet.id,
        {
          id: subnet.id,
          vpcId: subnet.vpcId ?? seed.vpcId,
          zone: `${region}${subnet.zone}`,
          base: subnet.base,
          size: subnet.size ?? 256,
          isDefault: subnet.isDefault ?? false,
          givesPublicAddress: subnet.givesPublicAddress ?? false,
          name: subnet.name,
        },
      ]),
    ),
    securityGroups: new Map(
      seed.securityGroups.map(({ id, name, vpcId }) => [id, { id, name, vpcId: vpcId ?? seed.vpcId }]),
    ),
    addresses: new Map((seed.addresses ?? []).map((address) => [address.allocationId, address])),
    targetGroups: new Map(
      (seed.targetGroups ?? []).map(({ name, port, type, targets }) => {
        const suffix = fixedId('x', accountId, region, name).slice(2);
        const arn = `arn:aws:elasticloadbalancing:${region}:${accountId}:targetgroup/${name}/${suffix}`;
        return [arn, { arn, name, port, vpcId: seed.vpcId, type: type ?? 'instance', targets: new Set(targets) }];
      }),
    ),
    launches: new Map(),
  };
}
