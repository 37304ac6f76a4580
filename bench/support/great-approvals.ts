import { attestationTags, Statement } from '../../src/approvals/attestation.ts';
import type { ImageContent } from '../../src/approvals/document.ts';
import { digestOf } from '../../src/core/json.ts';
import { accountOf, imageIdOf, snapshotIdOf } from './great-world.ts';
import { created, imageName } from './great-xml.ts';

const tagKeys = { tags: { prefix: 'assay:', approved: 'ami-approved' } };

const contentOf = (index: number, region: string): ImageContent => ({
  imageId: imageIdOf(index),
  ownerId: accountOf(0),
  region,
  name: imageName(index),
  createdAt: created,
  architecture: 'arm64',
  volumes: [{ device: '/dev/xvda', snapshotId: snapshotIdOf(index), sizeGiB: 8, encrypted: false, keyArn: null }],
  sourceInstanceId: null,
  sourceImageId: null,
  sourceImageRegion: null,
  productCodes: [],
});

/** The tags of an approval for production of a great world's AMI, as Assay leaves them. KMS there finds every signature right. */
export function approvalOf(index: number, region: string, keyArn: string): Readonly<Record<string, string>> {
  const content = contentOf(index, region);
  const statement = Statement.parse({
    v: 1,
    action: 'approve',
    imageId: content.imageId,
    ownerAccount: content.ownerId,
    region,
    environment: 'production',
    request: 'r-greatgreat',
    document: digestOf({ of: content.imageId }),
    content: digestOf(content),
    requester: 'U0ANNA',
    approvers: ['U0BEN', 'U0CARL'],
    at: '2026-11-01T00:00:00Z',
  });
  return attestationTags(statement, { keyArn, bytes: new Uint8Array(70) }, tagKeys);
}
