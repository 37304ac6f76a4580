import { BUILD_IMAGES, BUILD_INSTANCES } from './default-world/build-account.ts';
import { BUILD_FLEET, BUILD_NETWORK, FLEET_IDENTITIES } from './default-world/fleet.ts';
import { KEY_IMAGES } from './default-world/key-images.ts';
import { BUILD_KEYS, BUILD_US_KEYS, PROD_KEYS, PROD_US_KEYS } from './default-world/keys.ts';
import {
  BUILD_LIFECYCLE,
  BUILD_SCALING,
  PLATFORM_CONFIG,
  PROD_CONFIG,
  PROD_LIFECYCLE,
  PROD_SCALING,
} from './default-world/lifecycle.ts';
import { AMAZON_IMAGES, MARKETPLACE_IMAGES, PARTNER_IMAGES, STRANGER_IMAGES } from './default-world/other-images.ts';
import { BUILD_PIPELINES } from './default-world/pipelines.ts';
import { PROD_IMAGES, PROD_INSTANCES } from './default-world/prod-account.ts';
import type { AwsWorldSeed } from './world/world-seed.ts';

/** Account ids of the default world. */
export const ACCOUNTS = {
  platform: '999988887777',
  build: '111122223333',
  prod: '444455556666',
  stranger: '777788889999',
} as const;

/** Roles the tests of the fake use: the bot's, and its working role per account. Who exists is decided by `setPolicies`. */
export const ROLES = {
  hub: `arn:aws:iam::${ACCOUNTS.platform}:role/AssayHub`,
  build: `arn:aws:iam::${ACCOUNTS.build}:role/AssayWorker`,
  prod: `arn:aws:iam::${ACCOUNTS.prod}:role/AssayWorker`,
} as const;

export const ORGANISATION_ID = 'o-assay4ybem';

/** Organisational units: platform and build stand in one, prod in one below another. */
export const UNITS = {
  platform: 'ou-sand-platform',
  workloads: 'ou-sand-workload',
  production: 'ou-sand-prodwork',
} as const;

/** A small organisation: the bot's account, golden images, production, and a stranger the bot does not know. */
export const defaultWorld: AwsWorldSeed = {
  organisation: {
    id: ORGANISATION_ID,
    managementAccountId: '123456789012',
    units: { [UNITS.platform]: {}, [UNITS.workloads]: {}, [UNITS.production]: { parent: UNITS.workloads } },
  },
  events: { accountId: ACCOUNTS.platform, region: 'eu-west-1', queue: 'assay-events' },
  accounts: [
    {
      id: ACCOUNTS.platform,
      alias: 'platform',
      isMember: true,
      unitId: UNITS.platform,
      regions: {
        'eu-west-1': {
          config: PLATFORM_CONFIG,
          queues: ['assay-events'],
          keys: [
            { id: '5f1c0de0-0000-4000-8000-00000000a001', alias: 'alias/assay-approvals', spec: 'ECC_NIST_P256' },
            {
              id: '5f1c0de0-0000-4000-8000-00000000a002',
              alias: 'alias/assay-approvals-old',
              spec: 'ECC_NIST_P256',
              state: 'Disabled',
            },
            {
              id: '5f1c0de0-0000-4000-8000-00000000a003',
              alias: 'alias/assay-approvals-before',
              spec: 'ECC_NIST_P256',
            },
          ],
        },
        'us-east-1': {},
      },
    },
    {
      id: ACCOUNTS.build,
      alias: 'build',
      isMember: true,
      unitId: UNITS.platform,
      ...FLEET_IDENTITIES,
      regions: {
        'eu-west-1': {
          keys: BUILD_KEYS,
          lifecycle: BUILD_LIFECYCLE,
          scaling: BUILD_SCALING,
          pipelines: BUILD_PIPELINES,
          network: BUILD_NETWORK,
          instances: [...BUILD_INSTANCES, ...BUILD_FLEET],
          images: [...BUILD_IMAGES, ...KEY_IMAGES],
        },
        'us-east-1': { keys: BUILD_US_KEYS },
      },
    },
    {
      id: ACCOUNTS.prod,
      alias: 'prod',
      isMember: true,
      unitId: UNITS.production,
      ...FLEET_IDENTITIES,
      regions: {
        'eu-west-1': {
          keys: PROD_KEYS,
          instances: PROD_INSTANCES,
          images: PROD_IMAGES,
          lifecycle: PROD_LIFECYCLE,
          scaling: PROD_SCALING,
          config: PROD_CONFIG,
        },
        'us-east-1': { keys: PROD_US_KEYS },
      },
    },
    {
      id: ACCOUNTS.stranger,
      alias: 'stranger',
      isMember: false,
      regions: { 'eu-west-1': { images: STRANGER_IMAGES } },
    },
    { id: '222233334444', alias: 'partner', isMember: false, regions: { 'eu-west-1': { images: PARTNER_IMAGES } } },
    {
      id: '137112412989',
      alias: 'amazon',
      isMember: false,
      ownerAlias: 'amazon',
      regions: { 'eu-west-1': { images: AMAZON_IMAGES } },
    },
    {
      id: '679593333241',
      alias: 'aws-marketplace',
      isMember: false,
      ownerAlias: 'aws-marketplace',
      regions: { 'eu-west-1': { images: MARKETPLACE_IMAGES } },
    },
  ],
};
