import type { NetworkSeed } from '../world/network.ts';
import type { InstanceSeed } from '../world/world-seed.ts';

/** Machines in build that are moved, or that cannot be moved so easily, and the network they stand in. */

const VPC = 'vpc-0b0b0c0d0e0f00001';
const WEB_GROUP = 'sg-0b0b0c0d0e0f00001';
const LOGIN_GROUP = 'sg-0b0b0c0d0e0f00002';
const BASE = 'ami-0a1b2c3d4e5f6a001';
const AMI_KEY = '5f1c0de0-0000-4000-8000-00000000b001';
const SHOP = 'i-0f1b2c3d4e5f60001';

export const BUILD_NETWORK: NetworkSeed = {
  vpcId: VPC,
  subnets: [
    { id: 'subnet-0b0b0c0d0e0f000a1', zone: 'a', base: '10.0', name: 'private-a' },
    { id: 'subnet-0b0b0c0d0e0f000b1', zone: 'b', base: '10.1', name: 'private-b' },
    { id: 'subnet-0b0b0c0d0e0f000b2', zone: 'b', base: '10.3', size: 5, name: 'full-b' },
    { id: 'subnet-0b0b0c0d0e0f000b3', zone: 'b', base: '10.4', name: 'lab-b', vpcId: 'vpc-0b0b0c0d0e0f00002' },
    { id: 'subnet-0b0b0c0d0e0f000c1', zone: 'c', base: '10.2', name: 'private-c' },
  ],
  securityGroups: [
    { id: WEB_GROUP, name: 'web' },
    { id: LOGIN_GROUP, name: 'login' },
    { id: 'sg-0b0b0c0d0e0f00003', name: 'lab', vpcId: 'vpc-0b0b0c0d0e0f00002' },
  ],
  addresses: [{ allocationId: 'eipalloc-0b0b0c0d0e0f00001', address: '198.51.100.7' }],
  targetGroups: [
    { name: 'shop-http', port: 8080, targets: [SHOP] },
    { name: 'shop-by-address', port: 8081, type: 'ip', targets: ['10.0.60.10'] },
    { name: 'other-http', port: 8082, targets: ['i-0a1b2c3d4e5f60001'] },
  ],
};

const root = (id: string) => [{ id, device: '/dev/xvda', sizeGiB: 20 }];

export const BUILD_FLEET: readonly InstanceSeed[] = [
  {
    id: SHOP,
    imageId: BASE,
    tags: { Name: 'shop-1', service: 'shop-site', 'aws:cloudformation:stack-name': 'shop' },
    volumes: [
      { id: 'vol-0f1b2c3d4e5f60001', device: '/dev/xvda', sizeGiB: 20, iops: 4000, throughput: 200 },
      { id: 'vol-0f1b2c3d4e5f60002', device: '/dev/sdf', sizeGiB: 50, keyId: AMI_KEY },
    ],
    machine: {
      addresses: ['10.0.60.10'],
      securityGroupIds: [WEB_GROUP, LOGIN_GROUP],
      keyName: 'shop',
      profile: 'web-server',
      credits: 'standard',
      monitoring: true,
      tokens: 'optional',
      userData: '#!/bin/sh\necho hello > /srv/hello\n',
    },
  },
  {
    id: 'i-0f1b2c3d4e5f60002',
    imageId: BASE,
    tags: { Name: 'gateway-1', service: 'edge' },
    volumes: root('vol-0f1b2c3d4e5f60003'),
    machine: {
      addresses: ['10.0.61.10', '10.0.61.11'],
      allocationId: 'eipalloc-0b0b0c0d0e0f00001',
      sourceDestCheck: false,
    },
  },
  {
    id: 'i-0f1b2c3d4e5f60003',
    imageId: BASE,
    tags: { Name: 'spot-1', service: 'edge' },
    volumes: root('vol-0f1b2c3d4e5f60004'),
    machine: { lifecycle: 'spot', addresses: ['10.0.62.10'] },
  },
  {
    id: 'i-0f1b2c3d4e5f60004',
    imageId: BASE,
    instanceType: 'm6i.large',
    tags: { Name: 'licensed-1', service: 'edge' },
    volumes: root('vol-0f1b2c3d4e5f60005'),
    disableApiTermination: true,
    machine: { tenancy: 'dedicated', placementGroup: 'tight', addresses: ['10.0.63.10'] },
  },
  {
    id: 'i-0f1b2c3d4e5f60005',
    imageId: BASE,
    tags: { Name: 'worker-of-a-group', service: 'edge', 'aws:autoscaling:groupName': 'shop-workers' },
    volumes: root('vol-0f1b2c3d4e5f60006'),
    machine: { addresses: ['10.0.64.10'] },
  },
  {
    id: 'i-0f1b2c3d4e5f60006',
    imageId: BASE,
    tags: { Name: 'two-cards-1', service: 'edge' },
    volumes: root('vol-0f1b2c3d4e5f60007'),
    machine: { addresses: ['10.0.65.10'], secondInterface: '10.0.65.20' },
  },
];

/** What both accounts have besides: profiles that may be handed to instances, and one that may not. */
export const FLEET_IDENTITIES = {
  instanceProfiles: { 'web-server': 'web-server', administrator: 'Administrator' },
  keyPairs: ['shop', 'operators'],
};
