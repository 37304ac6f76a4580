import { createECDH, type KeyObject, randomBytes } from 'node:crypto';

/**
 * ECDSA over P-256 of a digest that is already made. Node signs messages only, never digests, and KMS's
 * MessageType DIGEST must give the signature that every library verifies over the message itself. The multiplication
 * on the curve is Node's own (a public key from a private one); the rest is arithmetic modulo the curve's order.
 */

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** Signature of a SHA-256 digest, DER encoded as KMS gives it. */
export function signDigest(privateKey: KeyObject, digest: Buffer): Buffer {
  const secret = secretOf(privateKey);
  const z = toNumber(digest);
  for (;;) {
    const nonce = toNumber(randomBytes(32)) % ORDER;
    const r = nonce === 0n ? 0n : multiplyBase(nonce);
    const s = r === 0n ? 0n : mod(inverse(nonce) * (z + r * secret));
    if (s !== 0n) {
      const body = Buffer.concat([derInteger(r), derInteger(s)]);
      return Buffer.concat([Buffer.from([0x30, body.length]), body]);
    }
  }
}

/** Does this DER signature fit the digest? Computed with the private key, which a key service has at hand. */
export function verifyDigest(privateKey: KeyObject, digest: Buffer, signature: Buffer): boolean {
  const pair = readDer(signature);
  if (pair === undefined) {
    return false;
  }
  const [r, s] = pair;
  if (r <= 0n || s <= 0n || r >= ORDER || s >= ORDER) {
    return false;
  }
  const scalar = mod(inverse(s) * (toNumber(digest) + r * secretOf(privateKey)));
  return scalar !== 0n && multiplyBase(scalar) === r;
}

/** The x coordinate of scalar times the base point, modulo the order. */
function multiplyBase(scalar: bigint): bigint {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(toBytes(scalar));
  return toNumber(curve.getPublicKey().subarray(1, 33)) % ORDER;
}

function secretOf(privateKey: KeyObject): bigint {
  return toNumber(Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url'));
}

function inverse(value: bigint): bigint {
  // Fermat: the order is prime.
  let result = 1n;
  let base = mod(value);
  for (let exponent = ORDER - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) {
      result = mod(result * base);
    }
    base = mod(base * base);
  }
  return result;
}

function mod(value: bigint): bigint {
  return value % ORDER;
}

function toNumber(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}

function toBytes(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
}

function derInteger(value: bigint): Buffer {
  const bytes = toBytes(value);
  const start = bytes.findIndex((byte) => byte !== 0);
  const short = bytes.subarray(start);
  const positive = (short[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), short]) : short;
  return Buffer.concat([Buffer.from([0x02, positive.length]), positive]);
}

function readDer(signature: Buffer): readonly [bigint, bigint] | undefined {
  const rLength = signature[3] ?? 0;
  const sLength = signature[5 + rLength] ?? 0;
  const isSequence = signature[0] === 0x30 && signature[1] === signature.length - 2;
  if (!isSequence || signature[2] !== 0x02 || signature[4 + rLength] !== 0x02 || rLength === 0 || sLength === 0) {
    return undefined;
  }
  if (6 + rLength + sLength !== signature.length) {
    return undefined;
  }
  return [toNumber(signature.subarray(4, 4 + rLength)), toNumber(signature.subarray(6 + rLength))];
}
