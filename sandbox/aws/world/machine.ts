import type { InstanceStateName } from '@aws-sdk/client-ec2';
import type { Network, SubnetRecord } from './network.ts';

/** The part of an instance that only moving and launching is about. */
export interface MachineRecord {
  readonly subnetId: string;
  readonly vpcId: string;
  readonly securityGroupIds: readonly string[];
  readonly keyName: string | undefined;
  /** Name of the instance profile. */
  readonly profile: string | undefined;
  readonly interfaces: readonly CardRecord[];
  readonly metadata: {
    readonly tokens: 'optional' | 'required';
    readonly hopLimit: number;
    readonly endpoint: 'enabled' | 'disabled';
    readonly tags: 'enabled' | 'disabled';
    readonly ipv6: 'enabled' | 'disabled';
  };
  readonly monitoring: boolean;
  readonly ebsOptimized: boolean;
  readonly tenancy: 'default' | 'dedicated' | 'host';
  readonly placementGroup: string | undefined;
  readonly lifecycle: 'spot' | undefined;
  readonly cpu: { readonly cores: number; readonly threadsPerCore: number };
  readonly hibernation: boolean;
  readonly enclave: boolean;
  readonly credits: string | undefined;
  readonly shutdownBehavior: 'stop' | 'terminate';
  readonly stopProtection: boolean;
  readonly sourceDestCheck: boolean;
  readonly autoRecovery: 'default' | 'disabled';
  /** The AWS service that manages it: `eks.amazonaws.com`. */
  readonly managedBy?: string | undefined;
  /** Both status checks pass from this moment on. */
  healthyAt: number;
  /** The checks never pass. */
  isImpaired: boolean;
  /** What it is on its way to. */
  transition: { readonly to: InstanceStateName; readonly at: number } | undefined;
  stateReason: { readonly Code: string; readonly Message: string } | undefined;
}

/** A network interface. */
export interface CardRecord {
  readonly id: string;
  readonly index: number;
  readonly subnetId: string;
  readonly addresses: readonly {
    readonly address: string;
    readonly publicAddress: string | undefined;
    /** Set for an Elastic IP. */
    readonly allocationId: string | undefined;
  }[];
}

/** What the seed may say of an instance beyond its volumes. */
export interface MachineSeed {
  readonly subnetId?: string;
  readonly securityGroupIds?: readonly string[];
  readonly keyName?: string;
  readonly profile?: string;
  /** Of the primary interface; the first is the primary one. */
  readonly addresses?: readonly string[];
  /** Elastic IP on the primary address. */
  readonly allocationId?: string;
  readonly publicAddress?: string;
  /** Further interfaces, by their private address. */
  readonly secondInterface?: string;
  readonly tokens?: 'optional' | 'required';
  readonly monitoring?: boolean;
  readonly tenancy?: MachineRecord['tenancy'];
  readonly placementGroup?: string;
  readonly lifecycle?: 'spot';
  readonly credits?: string;
  readonly stopProtection?: boolean;
  readonly sourceDestCheck?: boolean;
  readonly userData?: string;
  readonly managedBy?: string;
}

/** The subnet of an instance that the seed places by its zone only. */
function subnetFor(network: Network, seed: MachineSeed): SubnetRecord {
  const subnet = seed.subnetId ? network.subnets.get(seed.subnetId) : [...network.subnets.values()][0];
  if (subnet === undefined) {
    throw new Error(`the seed names a subnet that its Region does not have: ${seed.subnetId}`);
  }
  return subnet;
}

/** @param index makes addresses and ids differ within a place */
export function makeMachine(
  instanceId: string,
  seed: MachineSeed,
  network: Network,
  index: number,
): { readonly machine: MachineRecord; readonly subnet: SubnetRecord } {
  const subnet = subnetFor(network, seed);
  const elastic = seed.allocationId === undefined ? undefined : network.addresses.get(seed.allocationId);
  const [primary = `${subnet.base}.${index}.10`, ...secondary] = seed.addresses ?? [];
  const card = (position: number, addresses: CardRecord['addresses']): CardRecord => ({
    id: `eni-${instanceId.slice(2, -1)}${position}`,
    index: position,
    subnetId: subnet.id,
    addresses,
  });
  const plain = (address: string) => ({ address, publicAddress: undefined, allocationId: undefined });
  const [firstGroup] = network.securityGroups.keys();
  return {
    subnet,
    machine: {
      subnetId: subnet.id,
      vpcId: subnet.vpcId,
      securityGroupIds: seed.securityGroupIds ?? (firstGroup === undefined ? [] : [firstGroup]),
      keyName: seed.keyName,
      profile: seed.profile,
      interfaces: [
        card(0, [
          {
            address: primary,
            publicAddress: elastic?.address ?? seed.publicAddress,
            allocationId: elastic?.allocationId,
          },
          ...secondary.map(plain),
        ]),
        ...(seed.secondInterface === undefined ? [] : [card(1, [plain(seed.secondInterface)])]),
      ],
      metadata: {
        tokens: seed.tokens ?? 'required',
        hopLimit: 2,
        endpoint: 'enabled',
        tags: 'disabled',
        ipv6: 'disabled',
      },
      monitoring: seed.monitoring ?? false,
      ebsOptimized: true,
      tenancy: seed.tenancy ?? 'default',
      placementGroup: seed.placementGroup,
      lifecycle: seed.lifecycle,
      cpu: { cores: 1, threadsPerCore: 2 },
      hibernation: false,
      enclave: false,
      credits: seed.credits,
      shutdownBehavior: 'stop',
      stopProtection: seed.stopProtection ?? false,
      sourceDestCheck: seed.sourceDestCheck ?? true,
      autoRecovery: 'default',
      managedBy: seed.managedBy,
      healthyAt: 0,
      isImpaired: false,
      transition: undefined,
      stateReason: undefined,
    },
  };
}
