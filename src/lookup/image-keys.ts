import type { AwsReader, Image, Place, Snapshot } from '../core/aws.ts';
import type { Key } from '../core/aws-encryption.ts';
import type { PlanContext } from '../core/command.ts';
import { type IamNeed, reads } from '../core/iam.ts';
import type { Offer } from '../core/message.ts';
import { UserError } from '../core/outcome.ts';
import type { Settings } from '../core/settings.ts';
import { accountName } from './places.ts';

/** What looking at the keys of an AMI needs of IAM. */
export const imageKeysNeeds: readonly IamNeed[] = [
  ...reads('ec2:DescribeSnapshots', 'kms:ListAliases'),
  { action: 'kms:DescribeKey', on: ['customer-key', 'others-key'] },
];

/** A key that snapshots of an AMI are encrypted under, and where it is asked about. */
export interface ImageKey extends Key {
  /** `alias/ami` where it has one, else its id. */
  readonly name: string;
  /** Account and Region it lives in; the account is one of ours. */
  readonly place: Place;
}

/** Aliases by key id; of several the first by name. */
async function namesOf(place: Place, aws: AwsReader): Promise<ReadonlyMap<string, string>> {
  const aliases = await aws.encryption(place).aliases();
  return new Map([...aliases].sort((a, b) => (a.name < b.name ? 1 : -1)).map(({ keyId, name }) => [keyId, name]));
}

/** The keys of the account that could encrypt a copy of it, by alias. */
async function ownKeyNames(place: Place, aws: AwsReader): Promise<readonly string[]> {
  const aliases = await aws.encryption(place).aliases();
  return aliases
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('alias/aws/'))
    .sort();
}

/** "Copy it under alias/ami first…": the way out for everything under a key that cannot be shared. */
async function copyFirst(image: Image, aws: AwsReader): Promise<Offer> {
  const [key] = await ownKeyNames(image.place, aws);
  return {
    label: key ? `Copy it under ${key} first…` : 'Copy it under another key first…',
    command: 'copy',
    input: { image: image.id, to: image.place.region, ...(key ? { key } : {}) },
  };
}

/** The snapshots of an own AMI; every one of them must be there to be read. */
export async function snapshotsOf(image: Image, aws: AwsReader): Promise<readonly Snapshot[]> {
  const ids = image.volumes.map(({ snapshotId }) => snapshotId);
  const found = ids.length > 0 ? await aws.ec2(image.place).snapshots({ ids }) : [];
  const missing = ids.find((id) => !found.some((snapshot) => snapshot.id === id));
  if (missing === undefined) return found;
  throw new UserError('not_possible', `Snapshot ${missing} of ${image.id} cannot be read.`, {
    field: 'image',
    hint: 'Check that it still exists: an AMI without one of its snapshots can be launched by nobody.',
  });
}

async function keyNow(arn: string, image: Image, { aws, settings }: PlanContext): Promise<ImageKey> {
  const [, , , region = '', account = ''] = arn.split(':');
  const refuse = (sentence: string, hint: string): never => {
    throw new UserError('not_possible', sentence, { field: 'image', hint });
  };
  if (region !== image.place.region)
    refuse(
      `Snapshots of ${image.id} name the key ${arn} of ${region}, but EBS encrypts under keys of the same Region only.`,
      'Copy the AMI under a key of its own Region.',
    );
  const isOurs = settings.accounts.some(({ id, regions }) => id === account && regions.includes(region));
  if (!isOurs)
    refuse(
      `Snapshots of ${image.id} are encrypted under a key of ${accountName(account, settings)}, which Assay does not look after in ${region}.`,
      'Copy the AMI under a key of its own account, or have that account added to the configuration.',
    );
  const place = { account, region };
  const [key, names] = await Promise.all([aws.encryption(place).key(arn), namesOf(place, aws)]);
  if (!key) return refuse(`The key ${arn} of ${image.id} does not exist any more.`, 'Nobody can launch this AMI.');
  return { ...key, place, name: names.get(key.id) ?? key.id };
}

/** The keys an AMI's snapshots are encrypted under, each once, by ARN. None: nothing is encrypted. */
export async function imageKeys(
  image: Image,
  snapshots: readonly Snapshot[],
  context: PlanContext,
): Promise<readonly ImageKey[]> {
  const unknown = snapshots.find(({ encrypted, keyArn }) => encrypted && keyArn === undefined);
  if (unknown)
    throw new UserError('not_possible', `AWS does not say under which key ${unknown.id} is encrypted.`, {
      field: 'image',
      hint: 'Look at the snapshot in the AWS console.',
    });
  const arns = [...new Set(snapshots.flatMap(({ keyArn }) => keyArn ?? []))].sort();
  return Promise.all(arns.map((arn) => keyNow(arn, image, context)));
}

const unusable: Readonly<Record<string, readonly [is: string, wayOut: string]>> = {
  Disabled: ['disabled', 'Enable it in KMS, or copy the AMI under another key while it was enabled.'],
  PendingDeletion: [
    'waiting to be deleted',
    'Cancel its deletion in KMS and enable it; once it is gone the AMI is lost.',
  ],
  PendingReplicaDeletion: ['waiting to be deleted', 'Cancel its deletion in KMS; once it is gone the AMI is lost.'],
  PendingImport: ['without its key material', 'Import the key material in KMS.'],
  Unavailable: ['unavailable', 'Reconnect its key store in KMS.'],
};

/**
 * Refuses keys with which nobody could do anything in another account, before anything is changed.
 * @throws UserError not_possible with the reason and the way out
 */
export async function refuseKeys(
  image: Image,
  keys: readonly ImageKey[],
  { aws, settings }: { readonly aws: AwsReader; readonly settings: Settings },
): Promise<void> {
  const ofAws = keys.find(({ manager }) => manager === 'aws');
  if (ofAws)
    throw new UserError(
      'not_possible',
      `${image.id} is encrypted under ${ofAws.name}, a key AWS manages for ${accountName(image.ownerId, settings)}: it can never be shared.`,
      {
        field: 'image',
        hint: 'Copy it under a customer managed key of its Region first, then share the copy.',
        offers: [await copyFirst(image, aws)],
      },
    );
  const broken = keys.find(({ state }) => state !== 'Enabled');
  if (broken) {
    const [is, hint] = unusable[broken.state] ?? [broken.state, 'Wait until it is enabled.'];
    throw new UserError(
      'not_possible',
      `${image.id} is encrypted under ${broken.name}, which is ${is}: nobody can launch it.`,
      { field: 'image', hint },
    );
  }
}
