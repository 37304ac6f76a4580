import type { ConfigSeed } from '../world/config-service.ts';
import type { LifecycleSeed } from '../world/lifecycle.ts';
import type { ScalingSeed } from '../world/scaling.ts';

/** What names images besides instances, and which Recycle Bin rules hold. */

export const BUILD_LIFECYCLE: LifecycleSeed = {
  parameters: { '/golden/base': 'ami-0a1b2c3d4e5f6a001' },
  recipes: [
    {
      arn: 'arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/web/1.0.0',
      imageId: 'ami-0a1b2c3d4e5f6a001',
    },
  ],
  launchTemplates: [{ name: 'build-agents', versions: ['resolve:ssm:/golden/base'] }],
  binRules: [
    { kind: 'image', days: 14 },
    { kind: 'snapshot', days: 14 },
  ],
};

export const PROD_LIFECYCLE: LifecycleSeed = {
  launchTemplates: [
    { name: 'web-prod', versions: ['ami-0a1b2c3d4e5f6a006', 'ami-0a1b2c3d4e5f6a001'], tags: { team: 'shop' } },
    { name: 'hotfix', versions: ['ami-0d1b2c3d4e5f6d001'], tags: { owner: 'sam' } },
  ],
};

export const BUILD_SCALING: ScalingSeed = {
  groups: [{ name: 'shop-workers', launches: { template: 'build-agents' }, desired: 1, tags: { service: 'edge' } }],
};

/** The first is as it should be; the second would start what nobody approved. */
export const PROD_SCALING: ScalingSeed = {
  groups: [
    { name: 'web-prod', launches: { template: 'web-prod', version: '$Latest' }, desired: 1, tags: { team: 'shop' } },
    { name: 'hotfix', launches: { template: 'hotfix' }, desired: 1, tags: { owner: 'sam' } },
  ],
};

/** AWS Config looks at production, and the whole organisation is seen from Assay's own account. */
export const PROD_CONFIG: ConfigSeed = { rules: { 'approved-amis-by-tag': ['ami-approved-production:approved'] } };
export const PLATFORM_CONFIG: ConfigSeed = { aggregators: ['organisation'] };
