import type { Aws } from '../../../src/core/aws.ts';

const nothing = (): never => {
  throw new Error('these plans do not look at AWS');
};

/** AWS for plans that do not need it. */
export const aws: Aws = {
  reader: () => ({
    ec2: nothing,
    fleet: nothing,
    lifecycle: nothing,
    builds: nothing,
    sharing: nothing,
    encryption: nothing,
    inventory: nothing,
    config: nothing,
    keys: { verify: nothing },
  }),
  writer: nothing,
};
