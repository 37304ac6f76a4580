import type { ImageSeed } from '../world/world-seed.ts';
import { AMI_KEY, DISABLED_KEY, DYING_KEY, EBS_KEY, MULTI_REGION_KEY } from './keys.ts';

/** Images of build in eu-west-1 that differ in the keys of their snapshots, and one that is sold. */
export const KEY_IMAGES: readonly ImageSeed[] = [
  {
    id: 'ami-0a1b2c3d4e5f6a011',
    name: 'archive-2024-06-01',
    description: 'Its key is disabled',
    ageDays: 500,
    tags: { Name: 'archive', team: 'finance' },
    snapshots: [{ id: 'snap-0a1b2c3d4e5f6a011', sizeGiB: 20, keyId: DISABLED_KEY }],
  },
  {
    id: 'ami-0a1b2c3d4e5f6a012',
    name: 'archive-2023-06-01',
    description: 'Its key is to be deleted',
    ageDays: 900,
    tags: { Name: 'archive', team: 'finance' },
    snapshots: [{ id: 'snap-0a1b2c3d4e5f6a012', sizeGiB: 20, keyId: DYING_KEY }],
  },
  {
    id: 'ami-0a1b2c3d4e5f6a013',
    name: 'ledger-2026-09-15',
    description: 'Encrypted under a multi-Region key',
    ageDays: 40,
    tags: { Name: 'ledger', team: 'finance' },
    snapshots: [{ id: 'snap-0a1b2c3d4e5f6a013', sizeGiB: 20, keyId: MULTI_REGION_KEY }],
  },
  {
    id: 'ami-0a1b2c3d4e5f6a014',
    name: 'warehouse-2026-09-20',
    description: 'Root disk plain, data encrypted under two keys',
    ageDays: 35,
    tags: { Name: 'warehouse', team: 'finance' },
    snapshots: [
      { id: 'snap-0a1b2c3d4e5f6a014', sizeGiB: 20 },
      { id: 'snap-0a1b2c3d4e5f6a015', sizeGiB: 100, keyId: AMI_KEY },
      { id: 'snap-0a1b2c3d4e5f6a016', sizeGiB: 100, keyId: MULTI_REGION_KEY },
    ],
  },
  {
    id: 'ami-0a1b2c3d4e5f6a017',
    name: 'warehouse-2026-06-20',
    description: 'Root disk plain, data partly under aws/ebs',
    ageDays: 130,
    tags: { Name: 'warehouse', team: 'finance' },
    snapshots: [
      { id: 'snap-0a1b2c3d4e5f6a017', sizeGiB: 20 },
      { id: 'snap-0a1b2c3d4e5f6a018', sizeGiB: 100, keyId: AMI_KEY },
      { id: 'snap-0a1b2c3d4e5f6a019', sizeGiB: 100, keyId: EBS_KEY },
    ],
  },
  {
    id: 'ami-0a1b2c3d4e5f6a01a',
    name: 'scanner-2026-08-01',
    description: 'Made from a Marketplace AMI: carries its product code',
    ageDays: 80,
    tags: { Name: 'scanner', team: 'security' },
    productCodes: ['8m4uofz7h0ka5m2l4ybemf3xz'],
    snapshots: [{ id: 'snap-0a1b2c3d4e5f6a01a', sizeGiB: 16 }],
  },
];
