import { AwsError } from '../aws-error.ts';
import { KEY_NOT_ACCESSIBLE, mayUseKey } from '../kms-rules/key-use.ts';
import type { Call } from '../server/action.ts';
import { makeKey } from '../world/make-world.ts';
import type { Place, SnapshotRecord } from '../world/world.ts';

/** What EBS does with the caller's rights, per key. https://docs.aws.amazon.com/ebs/latest/userguide/share-kms-key.html */
const TO_READ = ['DescribeKey', 'Decrypt', 'ReEncryptFrom', 'CreateGrant'];
const TO_WRITE = ['DescribeKey', 'GenerateDataKeyWithoutPlaintext', 'ReEncryptTo', 'CreateGrant'];

/** The key of one copied snapshot, or why the copy will fail. The call itself succeeds either way. */
export interface CopyKey {
  readonly keyArn: string | undefined;
  readonly doom: string | undefined;
}

/**
 * Decides, snapshot by snapshot, under which key the copy will be and whether the caller can read the one and write the
 * other.
 *
 * @throws AwsError `InvalidRequest` for a copy that would lose its encryption
 */
export async function copyKeyFor(
  call: Call,
  source: SnapshotRecord,
  asked: { readonly encrypted: boolean | undefined; readonly keyId: string | undefined },
): Promise<CopyKey> {
  if (source.keyArn !== undefined && asked.encrypted === false) {
    throw new AwsError(
      'InvalidRequest',
      `Snapshot ${source.id} is encrypted. Creating an unencrypted copy from an encrypted snapshot is not supported.`,
    );
  }
  if (source.keyArn === undefined && asked.encrypted !== true && !call.place.preferences.ebsEncryptionByDefault) {
    return { keyArn: undefined, doom: undefined };
  }
  const target = await mayUseKey(call, asked.keyId ?? defaultKey(call.place, call.now()), TO_WRITE);
  if (!target.isUsable) {
    return { keyArn: asked.keyId, doom: KEY_NOT_ACCESSIBLE };
  }
  const isReadable =
    source.keyArn === undefined ||
    (await mayUseKey({ ...call, region: source.region }, source.keyArn, TO_READ)).isUsable;
  return { keyArn: target.key.arn, doom: isReadable ? undefined : KEY_NOT_ACCESSIBLE };
}

/** The account's default in this Region; AWS makes `aws/ebs` when it is first needed. */
function defaultKey(place: Place, now: number): string {
  const { ebsDefaultKey } = place.preferences;
  if (
    ebsDefaultKey === 'alias/aws/ebs' &&
    ![...place.keys.values()].some(({ aliases }) => aliases.includes(ebsDefaultKey))
  ) {
    const id = crypto.randomUUID();
    place.keys.set(id, makeKey({ id, alias: ebsDefaultKey, manager: 'AWS' }, place.accountId, place.region, now));
  }
  return ebsDefaultKey;
}
