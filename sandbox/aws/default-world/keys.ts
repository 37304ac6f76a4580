import type { KeySeed } from '../world/world-seed.ts';

/** Keys of every kind that sharing and copying must tell apart, by account and Region. */

export const AMI_KEY = '5f1c0de0-0000-4000-8000-00000000b001';
export const EBS_KEY = '5f1c0de0-0000-4000-8000-00000000b002';
export const DISABLED_KEY = '5f1c0de0-0000-4000-8000-00000000b003';
export const DYING_KEY = '5f1c0de0-0000-4000-8000-00000000b004';
export const MULTI_REGION_KEY = 'mrk-5f1c0de0000040008000000000000b05';

/** build, eu-west-1. */
export const BUILD_KEYS: readonly KeySeed[] = [
  { id: AMI_KEY, alias: 'alias/ami' },
  { id: EBS_KEY, alias: 'alias/aws/ebs', manager: 'AWS' },
  { id: DISABLED_KEY, alias: 'alias/ami-2024', state: 'Disabled' },
  { id: DYING_KEY, alias: 'alias/ami-2023', state: 'PendingDeletion' },
  { id: MULTI_REGION_KEY, alias: 'alias/ami-global', primaryRegion: 'eu-west-1' },
];

/** build, us-east-1. */
export const BUILD_US_KEYS: readonly KeySeed[] = [
  { id: '5f1c0de0-0000-4000-8000-00000000b101', alias: 'alias/ami' },
  { id: '5f1c0de0-0000-4000-8000-00000000b102', alias: 'alias/aws/ebs', manager: 'AWS' },
  { id: MULTI_REGION_KEY, alias: 'alias/ami-global', primaryRegion: 'eu-west-1' },
];

/** prod, eu-west-1. */
export const PROD_KEYS: readonly KeySeed[] = [
  { id: '5f1c0de0-0000-4000-8000-00000000d001', alias: 'alias/ami' },
  { id: '5f1c0de0-0000-4000-8000-00000000d002', alias: 'alias/aws/ebs', manager: 'AWS' },
];

/** prod, us-east-1. */
export const PROD_US_KEYS: readonly KeySeed[] = [
  { id: '5f1c0de0-0000-4000-8000-00000000d101', alias: 'alias/ami' },
  { id: '5f1c0de0-0000-4000-8000-00000000d102', alias: 'alias/aws/ebs', manager: 'AWS' },
];
