import type { DescribeKeyRequest, DescribeKeyResponse } from '@aws-sdk/client-kms';
import { keyById, keyPermission } from '../kms-rules/key-by-id.ts';
import { defineKmsAction, given } from '../server/action.ts';

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
        MultiRegion: false,
        ...(isSigning ? { SigningAlgorithms: ['ECDSA_SHA_256'] } : { EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'] }),
      },
    };
  },
});
