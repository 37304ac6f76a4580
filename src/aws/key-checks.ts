import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { type AwsReader, type AwsWriter, signingAccountOf } from '../core/aws.ts';
import { UserError } from '../core/outcome.ts';
import type { AwsOptions } from './aws-options.ts';
import { type Check, look } from './check.ts';
import { type Identity, makeCaller } from './make-caller.ts';
import type { Wiring } from './wire.ts';

type Looker = Pick<Identity, 'onBehalfOf' | 'terms'> & { readonly reader: AwsReader; readonly writer: AwsWriter };
type Keys = Pick<AwsOptions, 'signing' | 'accounts'>;

const digest = new Uint8Array(32).fill(1);
/** Of the right form, and of nobody: KMS answers that it does not fit to whoever may ask. */
const nobodysSignature = Uint8Array.of(0x30, 6, 2, 1, 1, 2, 1, 1);

/** @throws UserError when the key cannot do what approvals need of it */
async function demandUsable(keyArn: string, hint: string, wiring: Wiring, { accounts }: Keys, by: Looker) {
  const account = signingAccountOf(keyArn, accounts);
  if (!account) throw new Error('no account uses the key');
  const read = makeCaller(wiring, 'kms', wiring.clients.kms, {
    account,
    region: keyArn.split(':')[3] ?? '',
    role: 'read',
    onBehalfOf: by.onBehalfOf,
    terms: by.terms,
  });
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
  if (wrong.length > 0)
    throw new UserError('aws_failed', `The key ${keyArn} cannot be used: ${wrong.join(', ')}.`, { hint });
  return account;
}

/** The key that signs: it exists, is of the right kind, one role signs and the other verifies. */
const signingChecks = async (keyArn: string, wiring: Wiring, keys: Keys, by: Looker): Promise<readonly Check[]> => [
  await look('signing key', async () => {
    await demandUsable(keyArn, 'Enable it, or name another key in aws.signingKey.', wiring, keys, by);
    return `${keyArn} is enabled and signs with ECC_NIST_P256.`;
  }),
  await look('sign and verify', async () => {
    const signature = await by.writer.keys.sign(keyArn, digest);
    if (await by.reader.keys.verify(keyArn, digest, signature))
      return `The writer role of ${signingAccountOf(keyArn, keys.accounts)?.alias} signs, the reader role verifies.`;
    throw new Error('the key does not verify what it has just signed');
  }),
];

/** A key that signed before: what it signed can still be proven. */
const formerCheck = (keyArn: string, wiring: Wiring, keys: Keys, by: Looker): Promise<Check> =>
  look(`former signing key ${keyArn.split('/')[1]}`, async () => {
    const hint =
      'Enable it, or take it out of aws.formerSigningKeys: what it has signed is then forged, and must be approved again.';
    const { alias } = await demandUsable(keyArn, hint, wiring, keys, by);
    if (await by.reader.keys.verify(keyArn, digest, nobodysSignature))
      throw new Error('the key verifies what nobody has signed');
    return `The reader role of ${alias} verifies what it signed before.`;
  });

/** The keys of approvals. */
export async function keyChecks(wiring: Wiring, keys: Keys, by: Looker): Promise<readonly Check[]> {
  const { signing, accounts } = keys;
  if (!signing || accounts.length === 0) return [];
  const former = signing.formerKeyArns ?? [];
  return [
    ...(await signingChecks(signing.keyArn, wiring, keys, by)),
    ...(await Promise.all(former.map((keyArn) => formerCheck(keyArn, wiring, keys, by)))),
  ];
}
