import { createHash, createPublicKey, verify as verifyOffline } from 'node:crypto';
import {
  DescribeKeyCommand,
  GetPublicKeyCommand,
  SignCommand,
  type SignCommandInput,
  VerifyCommand,
} from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNTS, ROLES } from '../../../sandbox/aws/default-world.ts';
import type { FakeAws } from '../../../sandbox/aws/start-fake-aws.ts';
import { allow, errorOf, kmsAs, policy, startQuick } from './support.ts';

const KeyId = 'alias/assay-approvals';
const KEY_ID = '5f1c0de0-0000-4000-8000-00000000a001';
const KEY_ARN = `arn:aws:kms:eu-west-1:999988887777:key/${KEY_ID}`;
const message = Buffer.from('approved by two people');
const digest = createHash('sha256').update(message).digest();
const SigningAlgorithm = 'ECDSA_SHA_256' as const;

describe('KMS', () => {
  let fake: FakeAws;
  let hub: ReturnType<typeof kmsAs>;
  beforeEach(async () => {
    fake = await startQuick();
    hub = kmsAs(fake, fake.credentials(ROLES.hub));
  });
  afterEach(async () => {
    expect(fake.unknownCalls).toEqual([]);
    await fake.close();
  });
  const sign = (input: Partial<SignCommandInput>) =>
    hub.send(new SignCommand({ KeyId, Message: message, SigningAlgorithm, ...input }));

  it('signs messages and digests alike; anybody can verify with the public key', async () => {
    const { PublicKey } = await hub.send(new GetPublicKeyCommand({ KeyId }));
    const publicKey = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
    for (let round = 0; round < 8; round += 1) {
      const raw = (await sign({ MessageType: 'RAW' })).Signature ?? new Uint8Array();
      const digested = (await sign({ MessageType: 'DIGEST', Message: digest })).Signature ?? new Uint8Array();
      expect(verifyOffline('sha256', message, publicKey, raw)).toBe(true);
      expect(verifyOffline('sha256', message, publicKey, digested)).toBe(true);
      const answer = await hub.send(
        new VerifyCommand({ KeyId, Message: digest, MessageType: 'DIGEST', Signature: raw, SigningAlgorithm }),
      );
      expect(answer.SignatureValid).toBe(true);
    }
  });

  it('throws for a signature that does not fit', async () => {
    const { Signature } = await sign({});
    const check = (Message: Buffer, signature: Uint8Array | undefined) =>
      hub.send(new VerifyCommand({ KeyId, Message, Signature: signature, SigningAlgorithm }));
    expect((await errorOf(check(Buffer.from('tampered'), Signature))).name).toBe('KMSInvalidSignatureException');
    expect((await errorOf(check(message, Buffer.from('nonsense')))).name).toBe('KMSInvalidSignatureException');
  });

  it('refuses what KMS refuses', async () => {
    const code = async (input: Partial<SignCommandInput>) => (await errorOf(sign(input))).name;
    expect(await code({ Message: Buffer.alloc(4097) })).toBe('ValidationException');
    expect(await code({ Message: Buffer.alloc(31), MessageType: 'DIGEST' })).toBe('ValidationException');
    expect(await code({ SigningAlgorithm: 'RSASSA_PSS_SHA_256' })).toBe('InvalidKeyUsageException');
    expect(await code({ KeyId: 'alias/assay-approvals-old' })).toBe('DisabledException');
    expect(await code({ KeyId: 'alias/none' })).toBe('NotFoundException');
    expect(await code({ KeyId: 'arn:aws:kms:broken' })).toBe('InvalidArnException');
    expect(await code({ KeyId: KEY_ARN.replace('eu-west-1', 'us-east-1') })).toBe('NotFoundException');
    fake.hands.setKeyState(KEY_ARN, 'PendingDeletion');
    expect(await code({})).toBe('KMSInvalidStateException');
    expect((await hub.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata?.KeyState).toBe('PendingDeletion');
  });

  it('describes keys for the check before sharing', async () => {
    const client = kmsAs(fake, fake.credentials(ROLES.build));
    const own = await client.send(new DescribeKeyCommand({ KeyId: 'alias/aws/ebs' }));
    expect(own.KeyMetadata).toMatchObject({
      KeyManager: 'AWS',
      KeySpec: 'SYMMETRIC_DEFAULT',
      KeyState: 'Enabled',
      AWSAccountId: ACCOUNTS.build,
    });
    const misused = client.send(new SignCommand({ KeyId: 'alias/ami', Message: message, SigningAlgorithm }));
    expect((await errorOf(misused)).name).toBe('InvalidKeyUsageException');
  });

  it('needs key policy and identity policy together', async () => {
    const signing = (condition?: object) => policy(allow('kms:Sign', KEY_ARN, condition));
    const install = (hubPolicy: object, keyPolicy?: object) =>
      fake.setPolicies({
        roles: [{ arn: ROLES.hub, policies: [hubPolicy as ReturnType<typeof policy>] }],
        ...(keyPolicy === undefined ? {} : { keyPolicies: { [KEY_ARN]: keyPolicy as ReturnType<typeof policy> } }),
      });
    install(signing({ StringEquals: { 'kms:SigningAlgorithm': SigningAlgorithm, 'kms:MessageType': 'DIGEST' } }));
    await sign({ Message: digest, MessageType: 'DIGEST' });
    expect(await errorOf(sign({}))).toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(
        `is not authorized to perform: kms:Sign on resource: ${KEY_ARN} because no identity-based policy allows`,
      ),
    });
    install(signing(), policy({ Effect: 'Allow', Principal: { AWS: ROLES.build }, Action: 'kms:*', Resource: '*' }));
    expect((await errorOf(sign({}))).message).toContain('because no resource-based policy allows the kms:Sign action');
  });
});
