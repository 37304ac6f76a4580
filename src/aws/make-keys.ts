import { type KMSClient, SignCommand, VerifyCommand } from '@aws-sdk/client-kms';
import type { SignatureReader, SignatureWriter } from '../core/aws.ts';
import { UserError } from '../core/outcome.ts';
import { codeOf } from './errors.ts';
import type { Call } from './make-caller.ts';
import { required } from './shapes.ts';

/** Runs one method with the roles of the account that uses the key. */
export type RunKms = <R>(work: (call: Call<KMSClient>) => Promise<R>) => Promise<R>;

/** The key and how to reach it. */
export interface Signing {
  readonly keyArn: string;
  readonly run: RunKms;
}

const algorithm = { MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' } as const;

/** The key's ARN may come from a tag that anybody wrote: only the configured key says anything about Assay. */
function known(signing: Signing | undefined, keyArn: string): Signing {
  if (signing && signing.keyArn === keyArn) return signing;
  throw new UserError('not_possible', `Assay does not use the key ${keyArn}.`, {
    hint: signing ? `It signs with ${signing.keyArn} only.` : 'No signing key is configured (aws.signingKey).',
  });
}

function checked(digest: Uint8Array): Uint8Array {
  if (digest.length !== 32) throw new TypeError(`a SHA-256 digest has 32 bytes, not ${digest.length}`);
  return digest;
}

/** Checks signatures. KMS tells a wrong one by throwing, never by answering false. */
export const makeSignatureReader = (signing: Signing | undefined): SignatureReader => ({
  async verify(keyArn, digest, signature) {
    const { run } = known(signing, keyArn);
    const Message = checked(digest);
    if (signature.length === 0) return false;
    return run((call) =>
      call({
        action: 'Verify',
        bucket: 'kms',
        async send(client, options) {
          try {
            const command = new VerifyCommand({ KeyId: keyArn, Message, Signature: signature, ...algorithm });
            return (await client.send(command, options)).SignatureValid === true;
          } catch (error) {
            if (codeOf(error) === 'KMSInvalidSignatureException') return false;
            throw error;
          }
        },
      }),
    );
  },
});

/** Makes signatures: ECDSA over P-256, DER. */
export const makeSignatureWriter = (signing: Signing | undefined): SignatureWriter => ({
  ...makeSignatureReader(signing),
  async sign(keyArn, digest) {
    const { run } = known(signing, keyArn);
    const Message = checked(digest);
    return run(async (call) => {
      const answer = await call({
        action: 'Sign',
        bucket: 'kms',
        send: (client, options) => client.send(new SignCommand({ KeyId: keyArn, Message, ...algorithm }), options),
      });
      return required(answer.Signature, 'Sign.Signature');
    });
  },
});
