import type { ImageSeed, InstanceSeed } from '../world/world-seed.ts';

/** What prod runs in eu-west-1: two machines from golden images, one from an image nobody approved. */

export const PROD_IMAGES: readonly ImageSeed[] = [
  {
    id: 'ami-0d1b2c3d4e5f6d001',
    name: 'quick-fix-please-delete',
    description: 'Made by hand in production',
    ageDays: 3,
    snapshots: [{ id: 'snap-0d1b2c3d4e5f6d001', sizeGiB: 8 }],
  },
];

export const PROD_INSTANCES: readonly InstanceSeed[] = [
  {
    id: 'i-0d1b2c3d4e5f60001',
    imageId: 'ami-0a1b2c3d4e5f6a006',
    tags: { Name: 'web-prod-1', team: 'shop' },
    volumes: [{ id: 'vol-0d1b2c3d4e5f60001', device: '/dev/xvda', sizeGiB: 20 }],
  },
  {
    id: 'i-0d1b2c3d4e5f60002',
    imageId: 'ami-0a1b2c3d4e5f6a001',
    tags: { Name: 'worker-prod-1', team: 'data' },
    volumes: [{ id: 'vol-0d1b2c3d4e5f60002', device: '/dev/xvda', sizeGiB: 20 }],
  },
  {
    id: 'i-0d1b2c3d4e5f60003',
    imageId: 'ami-0d1b2c3d4e5f6d001',
    launchedDaysAgo: 2,
    tags: { Name: 'hotfix-1', owner: 'sam' },
    volumes: [{ id: 'vol-0d1b2c3d4e5f60003', device: '/dev/xvda', sizeGiB: 8 }],
  },
];
