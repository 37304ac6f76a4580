import type { LifecycleSeed } from '../world/lifecycle.ts';

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
  launchTemplates: [{ name: 'web-prod', versions: ['ami-0a1b2c3d4e5f6a006', 'ami-0a1b2c3d4e5f6a001'] }],
};
