import type { Place } from '../../core/aws.ts';
import type { Key } from '../../core/aws-encryption.ts';
import type { PlanContext } from '../../core/command.ts';
import { UserError } from '../../core/outcome.ts';
import type { CopySource, CopyTarget } from '../../jobs/copy-target/plan.ts';
import { accountName, placeName } from '../../lookup/places.ts';
import { someAtATime } from '../../lookup/some-at-a-time.ts';
import type { CopyInput } from './input.ts';
import type { NamedPlace } from './targets.ts';

const whoRunsIt = 'whoever runs Assay';
const stateWords: Readonly<Record<string, string>> = {
  Disabled: 'disabled',
  PendingDeletion: 'to be deleted',
  PendingImport: 'waiting for its key material',
  Unavailable: 'unavailable',
};
const stateOf = ({ state }: Key): string => stateWords[state] ?? state;

/** "ami" and "alias/ami" are the same alias; ids and ARNs are what they are. */
const asKeyId = (text: string): string =>
  /^(arn:|alias\/|mrk-)/.test(text) || /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(text) ? text : `alias/${text}`;

/** The key asked for, or the one configured for this account and Region. */
function keyNameFor(place: Place, input: CopyInput, context: PlanContext): string | undefined {
  const { settings } = context;
  if (input.key === undefined) return settings.accounts.find(({ id }) => id === place.account)?.keys?.[place.region];
  const keyId = asKeyId(input.key);
  const [, , , region, account] = keyId.split(':');
  if (!keyId.startsWith('arn:') || (account === place.account && region === place.region)) return keyId;
  throw new UserError(
    'bad_input',
    `${keyId} is a key of ${accountName(account ?? '', settings)} in ${region}; a copy in ${placeName(place, settings)} needs a key of its own account and Region.`,
    { field: 'key', hint: 'Name an alias that exists in every target, such as alias/ami.' },
  );
}

/** The key as the reader role of the target sees it, fit to encrypt with. */
async function targetKey(place: Place, name: string, context: PlanContext): Promise<{ arn: string; name: string }> {
  const where = placeName(place, context.settings);
  const key = await context.aws.encryption(place).key(name);
  const refuse = (message: string, hint: string): UserError =>
    new UserError('not_possible', message, { field: 'key', hint });
  if (!key)
    throw refuse(
      `There is no key ${name} in ${where}.`,
      'Name one that is there with --key, or have the configured key (accounts[].keys) mended.',
    );
  if (key.manager === 'aws')
    throw refuse(
      `${name} in ${where} is AWS's own default key: a copy under it could never be shared.`,
      'Name a customer managed key with --key.',
    );
  if (!key.isForData)
    throw refuse(`${name} in ${where} is not a symmetric key for encryption.`, 'Name another one with --key.');
  if (key.state !== 'Enabled')
    throw refuse(
      `${name} in ${where} is ${stateOf(key)}: the copy would fail.`,
      'Have it enabled, or name another one with --key.',
    );
  return { arn: key.arn, name };
}

function refuseUnencrypted(place: Place, source: CopySource, context: PlanContext): void {
  const { settings } = context;
  const where = placeName(place, settings);
  const hint = `Name a key with --key, or ask ${whoRunsIt} to set accounts[].keys for ${place.region}.`;
  if (source.volumes.some(({ encrypted }) => encrypted))
    throw new UserError(
      'not_possible',
      `No key is configured for ${where}, and AWS's default key would make a copy that can never be shared.`,
      { field: 'key', hint },
    );
  if (!settings.copies.allowUnencrypted)
    throw new UserError('not_possible', `No key is configured for ${where}, so the copy would not be encrypted.`, {
      field: 'key',
      hint: `${hint} Copies without encryption can be allowed with copies.allowUnencrypted.`,
    });
}

/** Each target with the key its copy will be under; only a source that is not encrypted may do without, where allowed. */
export async function encryptedTargets(
  targets: readonly NamedPlace[],
  source: CopySource,
  input: CopyInput,
  context: PlanContext,
): Promise<readonly CopyTarget[]> {
  return someAtATime(targets, async ({ place, name }) => {
    const keyName = keyNameFor(place, input, context);
    if (keyName !== undefined) return { place, name, key: await targetKey(place, keyName, context) };
    refuseUnencrypted(place, source, context);
    // With "encryption by default" AWS would take its default key by itself, without a word.
    if (await context.aws.encryption(place).ebsEncryptsByDefault())
      throw new UserError(
        'not_possible',
        `${placeName(place, context.settings)} encrypts by default: without a key of ours AWS would take the account's default key.`,
        { field: 'key', hint: 'Name a customer managed key with --key.' },
      );
    return { place, name };
  });
}

/**
 * The keys of the source, as its account's reader sees them: what cannot be read cannot be copied.
 * @param others accounts that would have to use them too
 * @throws UserError not_possible
 */
export async function sourceKeys(
  source: CopySource,
  others: readonly string[],
  context: PlanContext,
): Promise<readonly string[]> {
  const arns = [...new Set(source.volumes.flatMap(({ keyArn }) => keyArn ?? []))].sort();
  for (const arn of arns) {
    const key = await context.aws.encryption(source.place).key(arn);
    const refuse = (message: string, hint: string): UserError =>
      new UserError('not_possible', message, { field: 'image', hint });
    if (!key)
      throw refuse(
        `${source.imageId} is encrypted under ${arn}, which does not exist any more.`,
        'It cannot be read by anybody; choose another AMI.',
      );
    if (key.state !== 'Enabled')
      throw refuse(
        `${source.imageId} is encrypted under ${arn}, which is ${stateOf(key)}: nobody can read it.`,
        'Have the key enabled first.',
      );
    const [other] = others;
    if (other === undefined) continue;
    if (key.manager === 'aws')
      throw refuse(
        `${source.imageId} is encrypted under AWS's default key, which no other account can use.`,
        `Copy it under a customer managed key first: /ami copy ${source.imageId} --key alias/…, then copy that one to ${accountName(other, context.settings)}.`,
      );
    if (key.accountId !== source.place.account)
      throw refuse(
        `${source.imageId} is encrypted under a key of account ${key.accountId}; Assay cannot give ${accountName(other, context.settings)} the use of it.`,
        `Copy it under a key of ${accountName(source.place.account, context.settings)} first: /ami copy ${source.imageId} --key alias/….`,
      );
  }
  return arns;
}
