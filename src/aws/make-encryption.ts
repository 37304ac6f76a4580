import { GetEbsDefaultKmsKeyIdCommand, GetEbsEncryptionByDefaultCommand } from '@aws-sdk/client-ec2';
import {
  CreateGrantCommand,
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  type GrantListEntry,
  type KeyMetadata,
  ListAliasesCommand,
  ListGrantsCommand,
  PutKeyPolicyCommand,
  RevokeGrantCommand,
} from '@aws-sdk/client-kms';
import type { Alias, EncryptionReader, EncryptionWriter, Grant, Key } from '../core/aws-encryption.ts';
import { codeOf } from './errors.ts';
import type { RunEc2 } from './make-ec2-reader.ts';
import type { RunKms } from './make-keys.ts';
import { required } from './shapes.ts';

/** KMS pages by marker and at most 100 at a time. */
async function allMarked<T>(
  ask: (page: { Limit: number; Marker?: string }) => Promise<{ items: readonly T[]; next: string | undefined }>,
): Promise<readonly T[]> {
  const found: T[] = [];
  let next: string | undefined;
  do {
    const page = await ask({ Limit: 100, ...(next === undefined ? {} : { Marker: next }) });
    found.push(...page.items);
    next = page.next;
  } while (next !== undefined);
  return found;
}

function toKey(key: KeyMetadata | undefined): Key {
  const arn = required(key?.Arn, 'KeyMetadata.Arn');
  const [, , , region = '', accountId = ''] = arn.split(':');
  return {
    id: required(key?.KeyId, 'KeyMetadata.KeyId'),
    arn,
    accountId,
    region,
    manager: key?.KeyManager === 'AWS' ? 'aws' : 'customer',
    state: required(key?.KeyState, 'KeyMetadata.KeyState'),
    isForData: key?.KeyUsage === 'ENCRYPT_DECRYPT' && key.KeySpec === 'SYMMETRIC_DEFAULT',
    isMultiRegion: key?.MultiRegion ?? false,
  };
}

const toGrant = (grant: GrantListEntry): Grant => ({
  id: required(grant.GrantId, 'Grant.GrantId'),
  name: grant.Name || undefined,
  grantee: grant.GranteePrincipal ?? '',
  operations: grant.Operations ?? [],
});

/** Reads keys and who may use them. */
export const makeEncryptionReader = (kms: RunKms, ec2: RunEc2): EncryptionReader => ({
  key: (keyId) =>
    kms((call) =>
      call({
        action: 'DescribeKey',
        bucket: 'kms',
        async send(client, options) {
          try {
            return toKey((await client.send(new DescribeKeyCommand({ KeyId: keyId }), options)).KeyMetadata);
          } catch (error) {
            if (codeOf(error) === 'NotFoundException') return undefined;
            throw error;
          }
        },
      }),
    ),
  aliases: () =>
    kms((call) =>
      allMarked(async (page) => {
        const answer = await call({
          action: 'ListAliases',
          bucket: 'kms',
          send: (client, options) => client.send(new ListAliasesCommand(page), options),
        });
        // AWS lists names of its own that have no key yet.
        const items = (answer.Aliases ?? []).flatMap(({ AliasName, TargetKeyId }): readonly Alias[] =>
          AliasName && TargetKeyId ? [{ name: AliasName, keyId: TargetKeyId }] : [],
        );
        return { items, next: answer.Truncated ? answer.NextMarker : undefined };
      }),
    ),
  grants: (keyArn, grantee) =>
    kms((call) =>
      allMarked(async (page) => {
        const answer = await call({
          action: 'ListGrants',
          bucket: 'kms',
          send: (client, options) =>
            client.send(
              new ListGrantsCommand({ ...page, KeyId: keyArn, ...(grantee ? { GranteePrincipal: grantee } : {}) }),
              options,
            ),
        });
        return {
          items: (answer.Grants ?? []).map(toGrant),
          next: answer.Truncated ? answer.NextMarker : undefined,
        };
      }),
    ),
  keyPolicy: (keyArn) =>
    kms(async (call) => {
      const answer = await call({
        action: 'GetKeyPolicy',
        bucket: 'kms',
        send: (client, options) =>
          client.send(new GetKeyPolicyCommand({ KeyId: keyArn, PolicyName: 'default' }), options),
      });
      return required(answer.Policy, 'GetKeyPolicy.Policy');
    }),
  ebsDefaultKey: () =>
    ec2(async (call) => {
      const answer = await call({
        action: 'GetEbsDefaultKmsKeyId',
        bucket: 'read',
        send: (client, options) => client.send(new GetEbsDefaultKmsKeyIdCommand({}), options),
      });
      return required(answer.KmsKeyId, 'GetEbsDefaultKmsKeyId.KmsKeyId');
    }),
  ebsEncryptsByDefault: () =>
    ec2(async (call) => {
      const answer = await call({
        action: 'GetEbsEncryptionByDefault',
        bucket: 'read',
        send: (client, options) => client.send(new GetEbsEncryptionByDefaultCommand({}), options),
      });
      return answer.EbsEncryptionByDefault ?? false;
    }),
});

/** Gives and takes back the use of keys. */
export const makeEncryptionWriter = (kms: RunKms, ec2: RunEc2): EncryptionWriter => ({
  ...makeEncryptionReader(kms, ec2),
  createGrant: ({ keyArn, grantee, operations, name }) =>
    kms(async (call) => {
      const answer = await call({
        action: 'CreateGrant',
        bucket: 'kms',
        send: (client, options) =>
          client.send(
            new CreateGrantCommand({
              KeyId: keyArn,
              GranteePrincipal: grantee,
              // Sorted: KMS compares what it is given with the grant of that name.
              Operations: [...operations].sort(),
              Name: name,
            }),
            options,
          ),
      });
      return { grantId: required(answer.GrantId, 'CreateGrant.GrantId') };
    }),
  revokeGrant: (keyArn, grantId) =>
    kms(async (call) => {
      await call({
        action: 'RevokeGrant',
        bucket: 'kms',
        async send(client, options) {
          try {
            await client.send(new RevokeGrantCommand({ KeyId: keyArn, GrantId: grantId }), options);
          } catch (error) {
            // Gone already is as good as taken back now.
            if (codeOf(error) !== 'NotFoundException') throw error;
          }
        },
      });
    }),
  putKeyPolicy: (keyArn, policy) =>
    kms(async (call) => {
      await call({
        action: 'PutKeyPolicy',
        bucket: 'kms',
        send: (client, options) =>
          client.send(new PutKeyPolicyCommand({ KeyId: keyArn, PolicyName: 'default', Policy: policy }), options),
      });
    }),
});
