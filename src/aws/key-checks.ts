import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { type AwsReader, type AwsWriter, signingAccountOf } from '../core/aws.ts';
import { UserError } from '../core/outcome.ts';
import type { AwsOptions } from './aws-options.ts';
import { type Check, look } from './check.ts';
import { type Identity, makeCaller } from './make-caller.ts';
import type { Wiring } from './wire.ts';

/** The signing key: it exists, is of the right kind, one role signs and the other verifies. */
export async function keyChecks(
  wiring: Wiring,
  options: Pick<AwsOptions, 'signing' | 'accounts'>,
  by: Pick<Identity, 'onBehalfOf' | 'terms'> & { readonly reader: AwsReader; readonly writer: AwsWriter },
): Promise<readonly Check[]> {
  const keyArn = options.signing?.keyArn;
  const account = keyArn && signingAccountOf(keyArn, options.accounts);
  if (!keyArn || !account) return [];
  const region = keyArn.split(':')[3] ?? '';
  const read = makeCaller(wiring, 'kms', wiring.clients.kms, {
    account,
    region,
    role: 'read',
    onBehalfOf: by.onBehalfOf,
    terms: by.terms,
  });
  return [
    await look('signing key', async () => {
      const { KeyMetadata: key } = await read((call) =>
        call({
          action: 'DescribeKey',
          bucket: 'kms',
          send: (client, how) => client.send(new DescribeKeyCommand({ KeyId: keyArn }), how),
        }),
      );
      const wrong = [
        key?.KeyState === 'Enabled' ? '' : `it is ${key?.KeyState}`,
        key?.KeySpec === 'ECC_NIST_P256' ? '' : `its spec is ${key?.KeySpec}, not ECC_NIST_P256`,
        key?.KeyUsage === 'SIGN_VERIFY' ? '' : `its usage is ${key?.KeyUsage}, not SIGN_VERIFY`,
      ].filter(Boolean);
      if (wrong.length === 0) return `${keyArn} is enabled and signs with ECC_NIST_P256.`;
      throw new UserError('aws_failed', `The signing key cannot be used: ${wrong.join(', ')}.`, {
        hint: 'Enable it, or name another key in aws.signingKey.',
      });
    }),
    await look('sign and verify', async () => {
      const digest = new Uint8Array(32).fill(1);
      const signature = await by.writer.keys.sign(keyArn, digest);
      if (await by.reader.keys.verify(keyArn, digest, signature))
        return `The writer role of ${account.alias} signs, the reader role verifies.`;
      throw new Error('the key does not verify what it has just signed');
    }),
  ];
}
