import { createHash } from 'node:crypto';
import { AwsError } from '../aws-error.ts';

const MAX_MESSAGE_BYTES = 4096;
const DIGEST_BYTES = 32;

/**
 * The SHA-256 digest that is signed, of a message or given as one.
 *
 * @throws AwsError `ValidationException` for a message over 4,096 bytes, a digest of the wrong length, another algorithm
 */
export function digestToSign(request: {
  readonly Message: Uint8Array | undefined;
  readonly MessageType?: string | undefined;
  readonly SigningAlgorithm: string | undefined;
}): Buffer {
  if (request.SigningAlgorithm !== 'ECDSA_SHA_256') {
    throw new AwsError(
      'InvalidKeyUsageException',
      `Algorithm ${request.SigningAlgorithm ?? ''} is incompatible with key spec ECC_NIST_P256.`,
    );
  }
  const message = Buffer.from(request.Message ?? []);
  if (message.length === 0 || message.length > MAX_MESSAGE_BYTES) {
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value at 'message' failed to satisfy constraint: Member must have length between 1 and ${MAX_MESSAGE_BYTES}`,
    );
  }
  if ((request.MessageType ?? 'RAW') === 'RAW') {
    return createHash('sha256').update(message).digest();
  }
  if (request.MessageType !== 'DIGEST') {
    throw new AwsError('ValidationException', `MessageType ${request.MessageType ?? ''} is not valid for this key.`);
  }
  if (message.length !== DIGEST_BYTES) {
    throw new AwsError('ValidationException', `Digest is invalid length for algorithm ${request.SigningAlgorithm}.`);
  }
  return message;
}
