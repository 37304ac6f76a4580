import type { GetPublicKeyRequest, GetPublicKeyResponse } from '@aws-sdk/client-kms';
import { keyPermission, usableKey } from '../kms-rules/key-by-id.ts';
import { defineKmsAction, given } from '../server/action.ts';

export const getPublicKey = defineKmsAction<GetPublicKeyRequest, GetPublicKeyResponse>({
  name: 'GetPublicKey',
  permissions: (input, call) => [keyPermission(call, 'GetPublicKey', given(input.KeyId, 'KeyId'))],
  handle(input, call) {
    const key = usableKey(call, given(input.KeyId, 'KeyId'), 'SIGN_VERIFY');
    return {
      KeyId: key.arn,
      PublicKey: given(key.pair, 'pair').publicKey.export({ type: 'spki', format: 'der' }),
      KeySpec: 'ECC_NIST_P256',
      KeyUsage: 'SIGN_VERIFY',
      SigningAlgorithms: ['ECDSA_SHA_256'],
    };
  },
});
