import type { VerifyRequest, VerifyResponse } from '@aws-sdk/client-kms';
import { AwsError } from '../aws-error.ts';
import { verifyDigest } from '../kms-rules/ecdsa.ts';
import { keyPermission, usableKey } from '../kms-rules/key-by-id.ts';
import { digestToSign } from '../kms-rules/signing.ts';
import { defineKmsAction, given } from '../server/action.ts';

/** A wrong signature is an error, never `SignatureValid: false`. */
export const verify = defineKmsAction<VerifyRequest, VerifyResponse>({
  name: 'Verify',
  permissions: (input, call) => [
    keyPermission(call, 'Verify', given(input.KeyId, 'KeyId'), {
      'kms:SigningAlgorithm': input.SigningAlgorithm,
      'kms:MessageType': input.MessageType ?? 'RAW',
    }),
  ],
  handle(input, call) {
    const key = usableKey(call, given(input.KeyId, 'KeyId'), 'SIGN_VERIFY');
    const signature = Buffer.from(given(input.Signature, 'Signature'));
    if (!verifyDigest(given(key.pair, 'pair').privateKey, digestToSign(input), signature)) {
      throw new AwsError('KMSInvalidSignatureException', 'The signature is not valid.');
    }
    return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm: input.SigningAlgorithm };
  },
});
