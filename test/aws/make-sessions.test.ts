import type { STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { makeRecent } from '../../src/aws/make-recent.ts';
import { makeSessions } from '../../src/aws/make-sessions.ts';

const request = {
  roleArn: 'arn:aws:iam::111122223333:role/AssayReader',
  onBehalfOf: { reference: 'r 1', userId: 'U0' },
};

function fakeSts(expirations: readonly number[]) {
  const inputs: Record<string, unknown>[] = [];
  const client = {
    async send({ input }: { input: Record<string, unknown> }) {
      const Expiration = new Date(expirations[inputs.length] ?? 0);
      inputs.push(input);
      return { Credentials: { AccessKeyId: `A${inputs.length}`, SecretAccessKey: 's', SessionToken: 't', Expiration } };
    },
  };
  return { inputs, client: client as unknown as STSClient };
}

describe('role sessions', () => {
  it('renews a session before it ends, not after', async () => {
    const hour = 3_600_000;
    let now = 0;
    const { inputs, client } = fakeSts([hour, 2 * hour]);
    const sessions = makeSessions(
      client,
      () => {},
      () => now,
    );
    const ask = async () => (await sessions.credentials(request)).accessKeyId;
    expect(await Promise.all([ask(), ask()])).toEqual(['A1', 'A1']);
    now = hour - 7 * 60_000;
    expect(await ask()).toBe('A1');
    now = hour - 6 * 60_000;
    expect(await ask()).toBe('A2');
    expect(inputs).toHaveLength(2);
  });

  it('writes names AWS takes and asks for an hour, role chaining allows no more', async () => {
    const { inputs, client } = fakeSts([1e15]);
    await makeSessions(client, () => {}).credentials({ ...request, externalId: 'x-1' });
    expect(inputs[0]).toEqual({
      RoleArn: request.roleArn,
      RoleSessionName: 'r-1',
      SourceIdentity: 'U0',
      DurationSeconds: 3600,
      ExternalId: 'x-1',
    });
  });

  it('does not keep a failure', async () => {
    let answers = 0;
    const client = {
      async send() {
        answers += 1;
        throw new Error('no');
      },
    } as unknown as STSClient;
    const sessions = makeSessions(client, () => {});
    for (let count = 0; count < 2; count += 1) await expect(sessions.credentials(request)).rejects.toThrow('no');
    expect(answers).toBe(2);
  });

  it('keeps what was used last', () => {
    const recent = makeRecent<number>(2);
    recent.get('a', () => 1);
    recent.get('b', () => 2);
    recent.get('a', () => 3);
    recent.get('c', () => 4);
    expect(recent.size).toBe(2);
    expect(recent.get('a', () => 5)).toBe(1);
    expect(recent.get('b', () => 6)).toBe(6);
  });
});
