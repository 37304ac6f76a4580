import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAttestation } from '../../src/approvals/attestation.ts';
import type { Image, Snapshot } from '../../src/core/aws.ts';
import { canonicalJson } from '../../src/core/json.ts';
import { snapshots } from '../approvals/support/attestation-cases.ts';
import { carried, copySnapshots, source } from '../approvals/support/carry-cases.ts';
import { loadRule } from '../approvals/support/load-rule.ts';
import { settings } from '../approvals/support/world.ts';

const page = readFileSync(new URL('../../docs/attestation.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block ?? '');
/** Dozens of small processes each time: a busy machine takes its time for them. */
const patient = 120_000;
const tools = ['bash', 'jq', 'openssl', 'xxd', 'base64'];
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** Signed as KMS signs a digest: over the canonical JSON's SHA-256 itself. */
function signed(image: Image): Image {
  const read = readAttestation(image.tags, image, 'production', settings);
  if (read.kind !== 'read') throw new Error('no attestation');
  const signature = sign('sha256', Buffer.from(canonicalJson(read.statement)), pair.privateKey).toString('base64');
  return { ...image, tags: { ...image.tags, 'assay:signature-production': `${signature} ${settings.signingKey}` } };
}

const isThere = (tool: string): boolean => spawnSync('which', [tool]).status === 0;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'by-hand-'));
  // Stands for the AWS CLI; KMS's own answer is OpenSSL's with the same public key.
  const aws = `#!/usr/bin/env bash
case "$1 $2" in
  'ec2 describe-images') cat '${folder}/images.json' ;;
  'ec2 describe-snapshots') cat '${folder}/aws-snapshots.json' ;;
  'kms get-public-key') base64 -w 0 '${folder}/public.der' ;;
  'kms verify') openssl pkeyutl -verify -pubin -keyform DER -inkey '${folder}/public.der' -in digest.bin -sigfile signature.der ;;
  *) exit 9 ;;
esac
`;
  writeFileSync(join(folder, 'aws'), aws);
  chmodSync(join(folder, 'aws'), 0o755);
  writeFileSync(join(folder, 'public.der'), pair.publicKey.export({ type: 'spki', format: 'der' }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As the AWS CLI prints it. */
const asAwsPrints = (image: Image): object => ({
  ImageId: image.id,
  OwnerId: image.ownerId,
  Name: image.name,
  CreationDate: image.createdAt,
  Architecture: image.architecture,
  BlockDeviceMappings: image.volumes.map(({ device, snapshotId, sizeGiB, encrypted }) => ({
    DeviceName: device,
    Ebs: { SnapshotId: snapshotId, VolumeSize: sizeGiB, Encrypted: encrypted },
  })),
  SourceInstanceId: image.sourceInstanceId,
  SourceImageId: image.sourceImageId,
  SourceImageRegion: image.sourceImageRegion,
  Tags: Object.entries(image.tags).map(([Key, Value]) => ({ Key, Value })),
});

function byHand(image: Image, of: readonly Snapshot[]): { readonly said: string; readonly digests: readonly string[] } {
  writeFileSync(join(folder, 'images.json'), JSON.stringify({ Images: [asAwsPrints(image)] }));
  const Snapshots = of.map(({ id, keyArn }) => ({ SnapshotId: id, KmsKeyId: keyArn }));
  writeFileSync(join(folder, 'aws-snapshots.json'), JSON.stringify({ Snapshots }));
  const script = blocks
    .slice(0, 3)
    .join('\n')
    .replace(/^image=.*$/m, `image=${image.id} region=${image.place.region} environment=production`)
    .replace(/^key=.*$/m, `key=${settings.signingKey}`);
  const { stdout, stderr } = spawnSync('bash', ['-c', script], {
    cwd: folder,
    env: { PATH: `${folder}:${process.env['PATH']}` },
    encoding: 'utf8',
  });
  return { said: `${stdout}${stderr}`, digests: stdout.match(/\b[0-9a-f]{64}\b/g) ?? [] };
}

describe.skipIf(!tools.every(isThere))('the way by hand in docs/attestation.md', async () => {
  const rule = await loadRule(new URL('../../src/approvals/', import.meta.url));
  const twice = (said: string): number => said.match(/Signature Verified Successfully/g)?.length ?? 0;

  it.each([
    ['an approval', async () => [source(rule), snapshots] as const],
    ['a carried approval', async () => [await carried(rule), copySnapshots] as const],
  ])(
    'proves %s and its content',
    async (_, made) => {
      const [image, of] = await made();
      const { said, digests } = byHand(signed(image), of);
      expect(twice(said), said).toBe(2);
      expect(digests).toHaveLength(2);
      expect(digests[0]).toBe(digests[1]);
    },
    patient,
  );

  it(
    'finds a carried approval that passes for a given one, and a changed content',
    async () => {
      const image = signed(await carried(rule));
      const tags = Object.fromEntries(
        Object.entries(image.tags).map(([key, value]) => [key, value.replace(/ k=\S+$/, '')]),
      );
      expect(twice(byHand({ ...image, tags }, copySnapshots).said)).toBe(0);
      const { digests } = byHand({ ...image, createdAt: '2026-11-25T10:00:00.000Z' }, copySnapshots);
      expect(digests[0]).not.toBe(digests[1]);
    },
    patient,
  );
});
