import { createHash } from 'node:crypto';
import type { SignatureReader } from '../core/aws.ts';

const forMs = 3_600_000;
const mostKept = 50_000;

/**
 * Remembers for an hour which signatures were found right, in this process only: the same AMIs are looked at in a hundred
 * places, and the key is one. What was found wrong, or could not be asked, is asked again.
 * @returns makes a reader that remembers of one that does not
 */
export function makeProofs(now: () => number = Date.now): (reader: SignatureReader) => SignatureReader {
  const until = new Map<string, number>();
  return (reader) => ({
    async verify(keyArn, digest, signature) {
      const proof = createHash('sha256').update(keyArn).update(digest).update(signature).digest('base64');
      if ((until.get(proof) ?? 0) > now()) return true;
      const isRight = await reader.verify(keyArn, digest, signature);
      until.delete(proof);
      if (!isRight) return false;
      until.set(proof, now() + forMs);
      // A Map iterates in the order of insertion: the oldest goes.
      const [oldest] = until.keys();
      if (until.size > mostKept && oldest !== undefined) until.delete(oldest);
      return true;
    },
  });
}
