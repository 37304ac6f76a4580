import { approvalOf } from './support/great-approvals.ts';
import { accountOf, type GreatWorld } from './support/great-world.ts';

export interface SweepSize {
  readonly accounts: number;
  readonly regions: readonly string[];
  readonly instancesPerPlace: number;
  /** In use in each place. */
  readonly images: number;
  /** Every so-many-th of them nobody approved. */
  readonly exceptEvery: number;
}

const regions = [
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'eu-central-1',
  'eu-north-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ca-central-1',
];

/** A million instances in a hundred accounts and Regions; 5,000 of them run from an AMI nobody approved. */
export const million: SweepSize = { accounts: 10, regions, instancesPerPlace: 10_000, images: 200, exceptEvery: 200 };
/** A tenth of it. */
export const tenth: SweepSize = { ...million, instancesPerPlace: 1000, images: 50, exceptEvery: 50 };

const keyArn = `arn:aws:kms:eu-west-1:${accountOf(0)}:key/5f1c0de0-0000-4000-8000-00000000a001`;

export const placesOf = (size: SweepSize) =>
  Array.from({ length: size.accounts }, (_, index) => accountOf(index)).flatMap((account) =>
    size.regions.map((region) => ({ account, region })),
  );

/** How many run from an AMI nobody approved. */
export const unapprovedIn = ({ instancesPerPlace, accounts, regions: all, images, exceptEvery }: SweepSize): number =>
  (instancesPerPlace / images) * Math.ceil(images / exceptEvery) * accounts * all.length;

export function greatWorldOf(size: SweepSize): GreatWorld {
  const numbers = Array.from({ length: size.images }, (_, index) => index).filter((at) => at % size.exceptEvery !== 0);
  return {
    accounts: size.accounts,
    regions: size.regions,
    instancesPerPlace: size.instancesPerPlace,
    images: size.images,
    tagsAt: Object.fromEntries(
      size.regions.map((region) => [
        region,
        Object.fromEntries(numbers.map((at) => [at, approvalOf(at, region, keyArn)])),
      ]),
    ),
  };
}

const accountConfig = (index: number, size: SweepSize): string => `  - alias: account-${index}
    id: "${accountOf(index)}"
    environment: production
    regions: [${size.regions.join(', ')}]
    readRole: arn:aws:iam::${accountOf(index)}:role/AssayReader
    writeRole: arn:aws:iam::${accountOf(index)}:role/AssayWorker`;

/** `assay.yaml` as one would write it, with AWS's limits respected as by default. */
export const sweepConfig = (size: SweepSize): string => `slack:
  command: /ami
  mode: socket
  channels: { requests: C0REQUESTS, approvals: C0APPROVALS }
aws:
  region: eu-west-1
  hubRole: arn:aws:iam::${accountOf(0)}:role/AssayHub
  signingKey: ${keyArn}
accounts:
${Array.from({ length: size.accounts }, (_, index) => accountConfig(index, size)).join('\n')}
environments:
  - name: production
    production: true
    approvals: { minimum: 2, groups: [S0APPROVERS], expiresAfter: 8h, remindAfter: 1h }
builds: { follow: false }
compliance: { every: 24h, channel: C0ALERTS01 }
`;
