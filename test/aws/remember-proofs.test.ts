import { expect, it } from 'vitest';
import { makeProofs } from '../../src/aws/remember-proofs.ts';
import type { SignatureReader } from '../../src/core/aws.ts';

const [digest, signature] = [new Uint8Array(32), new Uint8Array([1, 2, 3])];

function stage(answers: readonly (boolean | Error)[]) {
  let [now, asked] = [0, 0];
  const kms: SignatureReader = {
    async verify() {
      const answer = answers[asked] ?? true;
      asked += 1;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const remembering = makeProofs(() => now);
  const wait = (ms: number): void => {
    now += ms;
  };
  return { verify: remembering(kms).verify, asked: () => asked, wait };
}

it('what was found right is not asked again within the hour, also by another reader', async () => {
  const { verify, asked, wait } = stage([]);
  expect([await verify('key', digest, signature), await verify('key', digest, signature)]).toEqual([true, true]);
  expect(asked()).toBe(1);
  wait(3_600_001);
  expect(await verify('key', digest, signature)).toBe(true);
  expect(asked()).toBe(2);
});

it('what was wrong, or could not be asked, is asked again', async () => {
  const { verify, asked } = stage([false, new Error('AWS is busy'), true]);
  expect(await verify('key', digest, signature)).toBe(false);
  await expect(verify('key', digest, signature)).rejects.toThrow('AWS is busy');
  expect(await verify('key', digest, signature)).toBe(true);
  expect(asked()).toBe(3);
});

it('another key, digest or signature is another question', async () => {
  const { verify, asked } = stage([]);
  await verify('key', digest, signature);
  await verify('other', digest, signature);
  await verify('key', new Uint8Array(32).fill(1), signature);
  await verify('key', digest, new Uint8Array([1, 2, 4]));
  expect(asked()).toBe(4);
});
