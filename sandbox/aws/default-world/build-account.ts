import type { ImageSeed, InstanceSeed } from '../world/world-seed.ts';
import { AMI_KEY, EBS_KEY } from './keys.ts';

/** What build has in eu-west-1: machines to make images of, and images of every kind a command must tell apart. */

const BASE = 'ami-0a1b2c3d4e5f6a001';

export const BUILD_INSTANCES: readonly InstanceSeed[] = [
  {
    id: 'i-0a1b2c3d4e5f60001',
    imageId: BASE,
    tags: { Name: 'web-1', team: 'shop', 'assay:source': 'enabled' },
    volumes: [{ id: 'vol-0a1b2c3d4e5f60001', device: '/dev/xvda', sizeGiB: 20 }],
  },
  {
    id: 'i-0a1b2c3d4e5f60002',
    imageId: BASE,
    tags: { Name: 'api-1', team: 'shop', 'assay:source': 'enabled' },
    volumes: [{ id: 'vol-0a1b2c3d4e5f60002', device: '/dev/xvda', sizeGiB: 20 }],
  },
  {
    id: 'i-0a1b2c3d4e5f60003',
    imageId: BASE,
    instanceType: 'r6i.large',
    tags: { Name: 'db-1', team: 'data', 'assay:source': 'enabled' },
    volumes: [
      { id: 'vol-0a1b2c3d4e5f60003', device: '/dev/xvda', sizeGiB: 30 },
      { id: 'vol-0a1b2c3d4e5f60004', device: '/dev/sdf', sizeGiB: 200, keyId: AMI_KEY },
    ],
  },
  {
    id: 'i-0a1b2c3d4e5f60004',
    imageId: BASE,
    state: 'stopped',
    tags: { Name: 'batch-1', team: 'data', 'assay:source': 'enabled' },
    volumes: [{ id: 'vol-0a1b2c3d4e5f60005', device: '/dev/xvda', sizeGiB: 20, keyId: EBS_KEY }],
  },
  {
    id: 'i-0a1b2c3d4e5f60005',
    imageId: BASE,
    state: 'terminated',
    tags: { Name: 'web-0', 'assay:source': 'enabled' },
    volumes: [],
  },
  {
    id: 'i-0a1b2c3d4e5f60006',
    imageId: 'ami-0a1b2c3d4e5f6a003',
    rootDeviceType: 'instance-store',
    tags: { Name: 'cache-1', 'assay:source': 'enabled' },
    volumes: [],
  },
  {
    id: 'i-0a1b2c3d4e5f60007',
    imageId: BASE,
    architecture: 'arm64',
    instanceType: 'm7g.medium',
    tags: { Name: 'search-1', team: 'search' },
    volumes: [{ id: 'vol-0a1b2c3d4e5f60007', device: '/dev/xvda', sizeGiB: 20 }],
  },
];

const SCAN_DATE = new Date('2026-10-01T03:00:00Z');

export const BUILD_IMAGES: readonly ImageSeed[] = [
  {
    id: BASE,
    name: 'base-2026-09-01',
    description: 'Hardened base',
    ageDays: 60,
    tags: { Name: 'base', team: 'platform' },
    snapshots: [{ id: 'snap-0a1b2c3d4e5f6a001', sizeGiB: 8 }],
    sourceImageId: 'ami-0aaaaaaaaaaaaa001',
    sourceImageRegion: 'eu-west-1',
    launchPermissions: ['444455556666'],
  },
  {
    id: 'ami-0a1b2c3d4e5f6a002',
    name: 'web-2026-10-01',
    description: 'Web server, scanned',
    ageDays: 20,
    tags: { Name: 'web', team: 'shop' },
    snapshots: [{ id: 'snap-0a1b2c3d4e5f6a002', sizeGiB: 20 }],
    sourceInstanceId: 'i-0a1b2c3d4e5f60001',
    sourceImageId: BASE,
    sourceImageRegion: 'eu-west-1',
    scanResults: {
      HighestFindingSeverityLabel: 'high',
      FindingScanDate: SCAN_DATE,
      HighFixAvailableSince: new Date('2026-09-20T00:00:00Z'),
    },
    findings: [
      {
        Title: 'CVE-2026-21441 - openssl',
        SeverityLabel: 'high',
        Score: 7.5,
        FixAvailable: true,
        FirstObservedAt: new Date('2026-09-20T00:00:00Z'),
        UpdatedAt: SCAN_DATE,
        Paths: ['/usr/lib64/libssl.so.3'],
        SnapshotId: 'snap-0a1b2c3d4e5f6a002',
      },
      {
        Title: 'CVE-2026-10012 - curl',
        SeverityLabel: 'medium',
        Score: 5.3,
        FixAvailable: false,
        FirstObservedAt: new Date('2026-09-25T00:00:00Z'),
        UpdatedAt: SCAN_DATE,
        SnapshotId: 'snap-0a1b2c3d4e5f6a002',
      },
    ],
  },
  {
    id: 'ami-0a1b2c3d4e5f6a003',
    name: 'legacy-2024-01-15',
    ageDays: 700,
    snapshots: [{ id: 'snap-0a1b2c3d4e5f6a003', sizeGiB: 8 }],
  },
  {
    id: 'ami-0a1b2c3d4e5f6a004',
    name: 'batch-default-key-2026-09-10',
    description: 'Encrypted under aws/ebs: can never be shared',
    ageDays: 45,
    tags: { Name: 'batch', team: 'data' },
    snapshots: [{ id: 'snap-0a1b2c3d4e5f6a004', sizeGiB: 20, keyId: EBS_KEY }],
    sourceInstanceId: 'i-0a1b2c3d4e5f60004',
  },
  {
    id: 'ami-0a1b2c3d4e5f6a005',
    name: 'db-2026-10-05',
    description: 'Database, encrypted under alias/ami',
    ageDays: 15,
    tags: { Name: 'db', team: 'data' },
    snapshots: [
      { id: 'snap-0a1b2c3d4e5f6a005', sizeGiB: 30, keyId: AMI_KEY },
      { id: 'snap-0a1b2c3d4e5f6a006', sizeGiB: 200, keyId: AMI_KEY },
    ],
    sourceInstanceId: 'i-0a1b2c3d4e5f60003',
    sourceImageId: BASE,
    sourceImageRegion: 'eu-west-1',
  },
  {
    id: 'ami-0a1b2c3d4e5f6a006',
    name: 'web-2026-10-10',
    description: 'Web server, clean scan',
    ageDays: 10,
    tags: { Name: 'web', team: 'shop' },
    snapshots: [{ id: 'snap-0a1b2c3d4e5f6a007', sizeGiB: 20 }],
    sourceInstanceId: 'i-0a1b2c3d4e5f60001',
    sourceImageId: BASE,
    sourceImageRegion: 'eu-west-1',
    scanResults: { FindingScanDate: SCAN_DATE },
    launchPermissions: ['444455556666'],
  },
];
