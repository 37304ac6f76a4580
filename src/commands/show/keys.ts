import type { AwsReader, Image, Snapshot } from '../../core/aws.ts';
import type { Key } from '../../core/aws-encryption.ts';
import type { Fact } from '../../core/message.ts';
import type { Settings } from '../../core/settings.ts';
import { accountName } from '../../lookup/places.ts';
import { type Attempt, answerOf, attempt } from './attempt.ts';

/** A key some of an AMI's snapshots are encrypted under. */
export interface KeyView {
  readonly arn: string;
  readonly key: Attempt<Key | undefined>;
  /** `alias/ami`; undefined when it has none, or its account does not tell us. */
  readonly alias: string | undefined;
  /** Snapshots under it. */
  readonly snapshots: number;
}

/** Asks KMS for every key of an AMI's snapshots: whose it is, its state, its alias. */
export async function keysOf(
  image: Image,
  snapshots: readonly Snapshot[],
  { aws, settings }: { readonly aws: AwsReader; readonly settings: Settings },
): Promise<readonly KeyView[]> {
  const arns = [...new Set(snapshots.flatMap(({ keyArn }) => keyArn ?? []))];
  const aliasOf = async (arn: string): Promise<string | undefined> => {
    const [, , , region = '', account = '', name = ''] = arn.split(':');
    const isOurs = settings.accounts.some(({ id, regions }) => id === account && regions.includes(region));
    if (!isOurs) return undefined;
    const aliases = answerOf(await attempt(aws.encryption({ account, region }).aliases())) ?? [];
    return aliases.find(({ keyId }) => name === `key/${keyId}`)?.name;
  };
  return Promise.all(
    arns.map(async (arn) => {
      const [key, alias] = await Promise.all([attempt(aws.encryption(image.place).key(arn)), aliasOf(arn)]);
      return { arn, key, alias, snapshots: snapshots.filter(({ keyArn }) => keyArn === arn).length };
    }),
  );
}

/** Whether what it encrypts can be shared, and why not. */
function sharing(key: Key): string {
  if (key.manager === 'aws')
    return 'AWS’s own key: what it encrypts can never be shared, copy it under another key first';
  if (key.state !== 'Enabled') return `${key.state}: nothing launches from what it encrypts`;
  return 'enabled, can be shared';
}

function keyWords({ arn, key, alias, snapshots }: KeyView, settings: Settings): string {
  const name = alias ?? arn.split(':').at(-1) ?? arn;
  const of = `${name} of ${accountName(arn.split(':')[4] ?? '', settings)}`;
  const many = snapshots === 1 ? '' : `, ${snapshots} snapshots`;
  if ('why' in key) return `${of}${many}: not known: ${key.why}`;
  return `${of}${many}: ${key.value ? sharing(key.value) : 'does not exist any more'}`;
}

/** One fact for all keys; none where nothing is encrypted. */
export const keyFacts = (keys: readonly KeyView[], settings: Settings): readonly Fact[] =>
  keys.length === 0
    ? []
    : [
        {
          label: keys.length === 1 ? 'Key' : 'Keys',
          value: keys.map((key) => keyWords(key, settings)).join('; '),
        },
      ];
