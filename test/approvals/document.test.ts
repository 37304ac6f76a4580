import { describe, expect, test } from 'vitest';
import { differences } from '../../src/approvals/differences.ts';
import { ApprovalDocument, contentFrom, contentOf, documentOf } from '../../src/approvals/document.ts';
import { digestOf } from '../../src/core/json.ts';
import { document, image, snapshots } from './support/attestation-cases.ts';

describe('the document', () => {
  test('is the same whatever the order in which AWS answers', () => {
    const facts = { environment: 'production', policyDigest: document.policyDigest };
    const permissions = [
      { kind: 'account', id: '444455556666' },
      { kind: 'organization', arn: 'arn:aws:organizations::111122223333:organization/o-abc' },
      { kind: 'public' },
    ] as const;
    const one = documentOf({ image, snapshots, launchPermissions: permissions, ...facts });
    const turned = documentOf({
      image: { ...image, volumes: image.volumes.toReversed() },
      snapshots: snapshots.toReversed(),
      launchPermissions: permissions.toReversed(),
      ...facts,
    });
    expect(digestOf(turned)).toBe(digestOf(one));
    expect(ApprovalDocument.parse(JSON.parse(JSON.stringify(one)))).toEqual(one);
  });

  test('is refused when a snapshot cannot be read', () => {
    const facts = { image, snapshots: snapshots.slice(1), launchPermissions: [], environment: 'x', policyDigest: 'x' };
    expect(() => documentOf(facts)).toThrow(/snap-1/);
  });

  test('has a content that its own image gives again', () => {
    expect(digestOf(contentOf(document))).toBe(digestOf(contentFrom(image, snapshots)));
    const shared = { ...document, launchPermissions: ['public'], scan: null, policyDigest: 'other' };
    expect(digestOf(contentOf(shared))).toBe(digestOf(contentOf(document)));
  });
});

describe('differences', () => {
  test('none between equals, and a sentence for every field that can differ', () => {
    expect(differences(document, structuredClone(document))).toEqual([]);
    const [first] = document.volumes;
    if (!first) throw new Error('no volume');
    const changes: readonly (readonly [Partial<ApprovalDocument>, string])[] = [
      [{ launchPermissions: ['444455556666', '777788889999'] }, 'it is shared with 777788889999 now'],
      [{ launchPermissions: [] }, 'no longer shared with 444455556666'],
      [{ launchPermissions: ['444455556666', 'public'] }, 'it is shared with everybody (public) now'],
      [{ scan: { highestSeverity: 'CRITICAL', scannedAt: null } }, 'the scan result went from LOW to CRITICAL'],
      [{ scan: null }, 'the scan result went from LOW to none'],
      [{ volumes: [first] }, 'volume /dev/xvdb (snap-2) is gone'],
      [{ policyDigest: 'x' }, 'the approval rule of production was changed'],
      [{ name: 'other' }, 'its name is other, it was web-2026-11-23'],
      [{ productCodes: ['abc'] }, 'product code abc was added'],
    ];
    for (const [change, sentence] of changes)
      expect(differences(document, { ...document, ...change })).toEqual([sentence]);
    const rekeyed = document.volumes.map((volume) => ({ ...volume, keyArn: null }));
    expect(differences(document, { ...document, volumes: rekeyed })).toHaveLength(2);
  });

  test('whatever changes the digest is told', () => {
    for (const field of Object.keys(document) as (keyof ApprovalDocument)[]) {
      if (field === 'v') continue;
      const value = document[field];
      const changed = Array.isArray(value) ? [] : typeof value === 'string' ? `${value}x` : 'x';
      const other = { ...document, [field]: field === 'scan' ? null : changed };
      if (digestOf(other) === digestOf(document)) continue;
      expect(differences(document, other), field).not.toEqual([]);
    }
  });
});
