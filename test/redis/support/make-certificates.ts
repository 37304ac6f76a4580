import { createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';

/** Certificates without a program or a library for it: X.509 is some nested lengths (RFC 5280), and Node signs. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

const der = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const { length } = body;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
};
const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const oid = (...bytes: readonly number[]): Buffer => der(0x06, Buffer.from(bytes));
const text = (tag: number, value: string): Buffer => der(tag, Buffer.from(value, 'latin1'));
const bits = (value: Buffer): Buffer => der(0x03, Buffer.from([0]), value);

const ecdsaWithSha256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
const nameOf = (common: string): Buffer => sequence(der(0x31, sequence(oid(0x55, 0x04, 0x03), text(0x0c, common))));
const critical = der(0x01, Buffer.from([0xff]));
const isAuthority = sequence(oid(0x55, 0x1d, 0x13), critical, der(0x04, sequence(critical)));
const stamp = (at: Date): Buffer => text(0x18, at.toISOString().replace(/[-:T]|\.\d+/g, ''));

/** Host names, and the address of this machine. */
const namesOf = (names: readonly string[]): Buffer =>
  sequence(
    oid(0x55, 0x1d, 0x11),
    der(0x04, sequence(...names.map((name) => text(0x82, name)), der(0x87, Buffer.from([127, 0, 0, 1])))),
  );

function sign(options: {
  readonly issuer: string;
  readonly subject: string;
  readonly key: KeyObject;
  readonly by: KeyObject;
  readonly extension: Buffer;
}): string {
  const day = 86_400_000;
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ecdsaWithSha256,
    nameOf(options.issuer),
    sequence(stamp(new Date(Date.now() - day)), stamp(new Date(Date.now() + day))),
    nameOf(options.subject),
    options.key.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(options.extension)),
  );
  const signature = createSign('sha256').update(body).sign(options.by);
  const lines =
    sequence(body, ecdsaWithSha256, bits(signature))
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** An authority of our own and a server's certificate it has signed, for 127.0.0.1 and these names, good for a day. */
export function makeCertificates(names: readonly string[]): { readonly ca: string; readonly server: Certificate } {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = 'Test CA';
  const by = authority.privateKey;
  return {
    ca: sign({ issuer, subject: issuer, key: authority.publicKey, by, extension: isAuthority }),
    server: {
      certificate: sign({ issuer, subject: names[0] ?? '', key: server.publicKey, by, extension: namesOf(names) }),
      key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    },
  };
}
