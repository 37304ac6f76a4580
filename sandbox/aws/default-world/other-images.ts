import type { ImageSeed } from '../world/world-seed.ts';

/** Images of accounts that are not the organisation's: public, sold, shared with build, and private to a stranger. */

export const AMAZON_IMAGES: readonly ImageSeed[] = [
  {
    id: 'ami-0aaaaaaaaaaaaa001',
    name: 'al2023-ami-2023.9.20260901.0-kernel-6.12-x86_64',
    description: 'Amazon Linux 2023 AMI',
    ageDays: 65,
    isPublic: true,
    snapshots: [{ id: 'snap-0aaaaaaaaaaaaa001', sizeGiB: 8 }],
  },
];

export const MARKETPLACE_IMAGES: readonly ImageSeed[] = [
  {
    id: 'ami-0bbbbbbbbbbbbb001',
    name: 'hardened-linux-l2-prod-abc123',
    ageDays: 30,
    isPublic: true,
    productCodes: ['8m4uofz7h0ka5m2l4ybemf3xz'],
    snapshots: [{ id: 'snap-0bbbbbbbbbbbbb001', sizeGiB: 10 }],
  },
];

export const PARTNER_IMAGES: readonly ImageSeed[] = [
  {
    id: 'ami-0ccccccccccccc001',
    name: 'partner-scanner-7',
    ageDays: 90,
    tags: { internal: 'partner-only', 'ec2:SharedTag/status': 'supported' },
    launchPermissions: ['111122223333'],
    snapshots: [{ id: 'snap-0ccccccccccccc001', sizeGiB: 16 }],
  },
];

export const STRANGER_IMAGES: readonly ImageSeed[] = [
  {
    id: 'ami-0eeeeeeeeeeeee001',
    name: 'strangers-own',
    ageDays: 5,
    snapshots: [{ id: 'snap-0eeeeeeeeeeeee001', sizeGiB: 8 }],
  },
];
