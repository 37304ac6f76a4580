import type { DescribeKeyRequest, DescribeKeyResponse, KeyMetadata } from '@aws-sdk/client-kms';
import { keyById, keyPermission } from '../kms-rules/key-by-id.ts';
import { type Call, defineKmsAction, given } from '../server/action.ts';
import type { KeyRecord } from '../world/world.ts';

/** Which Regions hold the key, when it is a multi-Region one. Policy and grants are each Region's own. */
function multiRegion(call: Call, key: KeyRecord): Pick<KeyMetadata, 'MultiRegion' | 'MultiRegionConfiguration'> {
  if (key.primaryRegion === undefined) {
    return { MultiRegion: false };
  }
  const regions = call.world.accounts.get(key.accountId)?.regions.values() ?? [];
  const all = [...regions].flatMap((place) => place.keys.get(key.id) ?? []);
  const shown = (one: KeyRecord) => ({ Arn: one.arn, Region: one.region });
  return {
    MultiRegion: true,
    MultiRegionConfiguration: {
      MultiRegionKeyType: key.region === key.primaryRegion ? 'PRIMARY' : 'REPLICA',
      PrimaryKey: all.filter((one) => one.region === key.primaryRegion).map(shown)[0],
      ReplicaKeys: all.filter((one) => one.region !== key.primaryRegion).map(shown),
    },
  };
}

/** Works in every state of the key. */
export const describeKey = defineKmsAction<DescribeKeyRequest, DescribeKeyResponse>({
  name: 'DescribeKey',
  permissions: (input, call) => [keyPermission(call, 'DescribeKey', given(input.KeyId, 'KeyId'))],
  handle(input, call) {
    const key = keyById(call, given(input.KeyId, 'KeyId'));
    const isSigning = key.usage === 'SIGN_VERIFY';
    return {
      KeyMetadata: {
        KeyId: key.id,
        Arn: key.arn,
        AWSAccountId: key.accountId,
        CreationDate: key.createdAt,
        Enabled: key.state === 'Enabled',
        Description: '',
        KeyUsage: key.usage,
        KeyState: key.state,
        KeyManager: key.manager,
        KeySpec: key.spec,
        CustomerMasterKeySpec: key.spec,
        Origin: 'AWS_KMS',
        ...multiRegion(call, key),
        ...(isSigning ? { SigningAlgorithms: ['ECDSA_SHA_256'] } : { EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'] }),
      },
    };
  },
});
