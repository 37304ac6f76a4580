import { type KMSClient, SignCommand, VerifyCommand } from '@aws-sdk/client-kms';
import type { SignatureReader, SignatureWriter } from '../core/aws.ts';
import { UserError } from '../core/outcome.ts';
import { codeOf } from './errors.ts';
import type { Call } from './make-caller.ts';
import { required } from './shapes.ts';

/** Runs one method with the roles of the account that uses the key. */
export type RunKms = <R>(work: (call: Call<KMSClient>) => Promise<R>) => Promise<R>;

/** A key and how to reach it. */
export interface SigningKey {
  readonly keyArn: string;
  readonly run: RunKms;
}

/** The keys of approvals. */
export interface Keyring {
  readonly signs: SigningKey;
  /** They signed before it: they prove, and never sign. */
  readonly former: readonly SigningKey[];
}

const algorithm = { MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' } as const;

function among(
  usable: readonly SigningKey[],
  keyArn: string,
  does: 'use' | 'sign with',
  keyring?: Keyring,
): SigningKey {
  const key = usable.find((one) => one.keyArn === keyArn);
  if (key) return key;
  throw new UserError('not_possible', `Assay does not ${does} the key ${keyArn}.`, {
    hint: keyring ? `It signs with ${keyring.signs.keyArn} only.` : 'No signing key is configured (aws.signingKey).',
  });
}

/** The key's ARN may come from a tag that anybody wrote: only the configured keys say anything about Assay. */
const proving = (keyArn: string, keyring: Keyring | undefined): SigningKey =>
  among(keyring ? [keyring.signs, ...keyring.former] : [], keyArn, 'use', keyring);

const signing = (keyArn: string, keyring: Keyring | undefined): SigningKey =>
  among(keyring ? [keyring.signs] : [], keyArn, 'sign with', keyring);

function checked(digest: Uint8Array): Uint8Array {
  if (digest.length !== 32) throw new TypeError(`a SHA-256 digest has 32 bytes, not ${digest.length}`);
  return digest;
}

/** Checks signatures. KMS tells a wrong one by throwing, never by answering false. */
export const makeSignatureReader = (keyring: Keyring | undefined): SignatureReader => ({
  async verify(keyArn, digest, signature) {
    const { run } = proving(keyArn, keyring);
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
export const makeSignatureWriter = (keyring: Keyring | undefined): SignatureWriter => ({
  ...makeSignatureReader(keyring),
  async sign(keyArn, digest) {
    const { run } = signing(keyArn, keyring);
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
