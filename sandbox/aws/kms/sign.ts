import type { SignRequest, SignResponse } from '@aws-sdk/client-kms';
import { signDigest } from '../kms-rules/ecdsa.ts';
import { keyPermission, usableKey } from '../kms-rules/key-by-id.ts';
import { digestToSign } from '../kms-rules/signing.ts';
import { defineKmsAction, given } from '../server/action.ts';

export const sign = defineKmsAction<SignRequest, SignResponse>({
  name: 'Sign',
  permissions: (input, call) => [
    keyPermission(call, 'Sign', given(input.KeyId, 'KeyId'), {
      'kms:SigningAlgorithm': input.SigningAlgorithm,
      'kms:MessageType': input.MessageType ?? 'RAW',
    }),
  ],
  handle(input, call) {
    const key = usableKey(call, given(input.KeyId, 'KeyId'), 'SIGN_VERIFY');
    const digest = digestToSign(input);
    return {
      KeyId: key.arn,
      Signature: signDigest(given(key.pair, 'pair').privateKey, digest),
      SigningAlgorithm: input.SigningAlgorithm,
    };
  },
});
