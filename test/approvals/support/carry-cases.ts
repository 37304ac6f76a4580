import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { approvalTagKeys } from '../../../src/approvals/tag-keys.ts';
import type { Image, Snapshot, Tags } from '../../../src/core/aws.ts';
import type { Settings } from '../../../src/core/settings.ts';
import { document, given, image, kms, ourSignature, snapshots } from './attestation-cases.ts';
import type { Rule } from './load-rule.ts';
import type { RuleCase } from './rule-cases.ts';
import { settings } from './world.ts';

const runId = 'r-copyrunabc';
const names = approvalTagKeys(settings, 'production');
const traits = {
  rootDevice: '/dev/xvda',
  bootMode: 'uefi',
  virtualization: 'hvm',
  ena: true,
  tpm: 'v2.0',
  imds: 'v2.0',
} as const;

/** The approved image as its own account reads it. */
export const source = (rule: Rule, how: 'signed' | 'unsigned' = 'signed'): Image => {
  const statement = rule.statementOf(document, { ...given }, new Date('2026-11-23T12:00:00.500Z'));
  const signature = how === 'signed' ? ourSignature(rule.statementDigest(statement)) : undefined;
  return { ...image, traits, tags: rule.attestationTags(statement, signature, settings) };
};

const copyKey = 'arn:aws:kms:us-east-1:444455556666:key/volumes';
const copy: Image = {
  ...image,
  id: 'ami-0ccccccccccccccc1',
  place: { account: '444455556666', region: 'us-east-1' },
  ownerId: '444455556666',
  createdAt: '2026-11-24T10:00:00.000Z',
  tags: { 'assay:run': runId },
  volumes: image.volumes.map((volume) => ({ ...volume, snapshotId: `${volume.snapshotId}-copy` })),
  sourceInstanceId: undefined,
  sourceImageId: image.id,
  sourceImageRegion: image.place.region,
  scan: undefined,
  traits,
};
/** Its snapshots. */
export const copySnapshots: readonly Snapshot[] = snapshots.map((one) => ({
  ...one,
  id: `${one.id}-copy`,
  ownerId: copy.ownerId,
  keyArn: copyKey,
}));

interface Other {
  readonly source?: Image;
  readonly copy?: Image;
  readonly settings?: Partial<Settings>;
}

const decide = (rule: Rule, other: Other = {}) =>
  rule.decideCarryOver({
    source: { image: other.source ?? source(rule), snapshots },
    copy: { image: other.copy ?? copy, snapshots: copySnapshots },
    environment: 'production',
    runId,
    settings: { ...settings, ...other.settings },
    verify: kms,
  });

async function refused(rule: Rule, other: Other, why: RegExp): Promise<void> {
  const decision = await decide(rule, other);
  equal(decision.kind, 'no', JSON.stringify(decision));
  match(decision.kind === 'no' ? decision.why : '', why);
}

/** The copy with what would be written onto it. */
export async function carried(rule: Rule): Promise<Image> {
  const decision = await decide(rule);
  ok(decision.kind === 'carry', JSON.stringify(decision));
  const signature = ourSignature(rule.statementDigest(decision.statement));
  return { ...copy, tags: { ...copy.tags, ...rule.attestationTags(decision.statement, signature, settings) } };
}

const verdictOn = (rule: Rule, about: Image, of: readonly Snapshot[], tags: Tags = about.tags) =>
  rule.checkAttestation({ image: about, snapshots: of, tags, environment: 'production', settings, verify: kms });

const withTags = (about: Image, tags: Tags): Image => ({ ...about, tags: { ...about.tags, ...tags } });

/** When an approval goes over to a copy, also run against weakened copies of the rule. */
export const carryCases: readonly RuleCase[] = [
  {
    name: 'a proven approval is carried over to the same content, and verified there by itself',
    async check(rule) {
      const approved = await carried(rule);
      const verdict = await verdictOn(rule, approved, copySnapshots);
      equal(verdict.kind, 'valid', verdict.sentence);
      match(
        verdict.sentence,
        /^ami-0ccccccccccccccc1 was approved for production by 2 people on 2026-11-23 as ami-0a1b2c3d4e5f60718 in eu-west-1, and that was carried over to this copy by run r-copyrunabc;/,
      );
      ok('statement' in verdict);
      deepEqual(
        [verdict.statement.action, verdict.statement.request, verdict.statement.requester, verdict.statement.approvers],
        ['carry', given.runId, given.requester, given.approvers],
      );
    },
  },
  {
    name: 'a carried approval can be carried on, by the run that copies the copy',
    async check(rule) {
      const next: Image = {
        ...copy,
        id: 'ami-0ccccccccccccccc2',
        sourceImageId: copy.id,
        sourceImageRegion: 'us-east-1',
      };
      const decision = await rule.decideCarryOver({
        source: { image: await carried(rule), snapshots: copySnapshots },
        copy: { image: next, snapshots: copySnapshots },
        environment: 'production',
        runId,
        settings,
        verify: kms,
      });
      equal(decision.kind, 'carry', JSON.stringify(decision));
    },
  },
  {
    name: 'a source whose approval is not proven is not carried over',
    async check(rule) {
      await refused(rule, { source: source(rule, 'unsigned') }, /is not signed/);
      await refused(rule, { source: { ...image, traits } }, /is not approved for production/);
      await refused(rule, { source: { ...image, traits, tags: { [names.approved]: 'approved' } } }, /set by hand/);
      const forged = source(rule);
      const text = (forged.tags[names.attestation] ?? '').replace('t=2026', 't=2025');
      await refused(rule, { source: withTags(forged, { [names.attestation]: text }) }, /does not fit/);
      await refused(
        rule,
        { source: { ...source(rule), createdAt: '2026-11-24T00:00:00.000Z' } },
        /not what was approved/,
      );
    },
  },
  {
    name: 'a source that was revoked meanwhile is not carried over, its tags put back or not',
    async check(rule) {
      const revocation = { [names.revocation]: '2026-11-24T00:00:00Z U1 r-x' };
      await refused(rule, { source: withTags(source(rule), revocation) }, /was taken away/);
      await refused(rule, { source: { ...image, traits, tags: revocation } }, /was taken away|not approved/);
    },
  },
  {
    name: 'a copy that differs in anything is not carried over',
    async check(rule) {
      const [data, root] = copy.volumes;
      ok(data && root);
      const others: readonly (readonly [Partial<Image>, RegExp])[] = [
        [{ sourceImageId: 'ami-0ffffffffffffffff' }, /AWS does not say that/],
        [{ sourceImageRegion: 'us-west-2' }, /AWS does not say that/],
        [{ architecture: 'arm64' }, /architecture/],
        [{ platform: 'Windows' }, /platform/],
        [{ rootDeviceType: 'instance-store' }, /root device/],
        [{ volumes: [root] }, /instead of/],
        [{ volumes: [root, { ...data, sizeGiB: 21 }] }, /instead of/],
        [{ volumes: [root, { ...data, device: '/dev/xvdz' }] }, /instead of/],
        [{ volumes: [root, { ...data, encrypted: false }] }, /not encrypted any more/],
        [{ productCodes: ['abc'] }, /product codes/],
        [{ traits: { ...traits, rootDevice: '/dev/xvdb' } }, /root device/],
        [{ traits: { ...traits, bootMode: 'legacy-bios' } }, /boot mode/],
        [{ traits: { ...traits, virtualization: 'paravirtual' } }, /virtualization/],
        [{ traits: { ...traits, ena: false } }, /ENA/],
        [{ traits: { ...traits, tpm: undefined } }, /TPM/],
        [{ traits: { ...traits, imds: undefined } }, /IMDS/],
        [{ traits: undefined }, /differs/],
      ];
      for (const [other, why] of others) await refused(rule, { copy: { ...copy, ...other } }, why);
    },
  },
  {
    name: 'an image that was created from an instance of the source is not carried over',
    async check(rule) {
      await refused(rule, { copy: { ...copy, sourceInstanceId: 'i-0a1b2c3d4e5f60718' } }, /AWS does not say that/);
    },
  },
  {
    name: "somebody else's copy, or another run's, is not carried over",
    async check(rule) {
      await refused(rule, { copy: { ...copy, tags: {} } }, /not made by this run/);
      await refused(rule, { copy: { ...copy, tags: { 'assay:run': 'r-otherrunab' } } }, /not made by this run/);
    },
  },
  {
    name: 'a copy that was approved or revoked for itself is left alone',
    async check(rule) {
      await refused(rule, { copy: withTags(copy, { [names.revocation]: 'x' }) }, /decided about for itself/);
      await refused(rule, { copy: withTags(copy, { [names.approved]: 'approved' }) }, /decided about for itself/);
      await refused(rule, { copy: withTags(copy, source(rule).tags) }, /decided about for itself/);
      equal((await decide(rule, { copy: await carried(rule) })).kind, 'carry', 'what this run wrote itself');
    },
  },
  {
    name: 'an environment that wants every copy approved for itself gets its way',
    async check(rule) {
      const environments = settings.environments.map((one) => ({
        ...one,
        approvals: one.approvals && { ...one.approvals, carryOver: false },
      }));
      await refused(rule, { settings: { environments } }, /wants every copy approved for itself/);
    },
  },
  {
    name: 'nothing is carried over without a key to sign with',
    async check(rule) {
      await refused(rule, { settings: { signingKey: undefined } }, /no key to sign with/);
    },
  },
  {
    name: 'a carried approval is not taken for a given one, nor a given one for a carried one',
    async check(rule) {
      const approved = await carried(rule);
      const text = approved.tags[names.attestation] ?? '';
      ok(text.endsWith(` k=${runId}`), text);
      for (const other of [text.replace(/ k=.*$/, ''), text.replace(runId, 'r-otherrunab')])
        equal(
          (await verdictOn(rule, withTags(approved, { [names.attestation]: other }), copySnapshots)).kind,
          'forged',
        );
      const own = source(rule);
      const altered = `${own.tags[names.attestation]} k=${runId}`;
      equal((await verdictOn(rule, withTags(own, { [names.attestation]: altered }), snapshots)).kind, 'forged');
    },
  },
  {
    name: 'a carried approval on another image, or on a copy whose content changed, is none',
    async check(rule) {
      const approved = await carried(rule);
      const other = { ...approved, id: 'ami-0ccccccccccccccc9' };
      equal((await verdictOn(rule, other, copySnapshots)).kind, 'other_image');
      const rekeyed = copySnapshots.map((one) => ({ ...one, keyArn: `${copyKey}-other` }));
      equal((await verdictOn(rule, approved, rekeyed)).kind, 'content_changed');
    },
  },
  {
    name: 'five approvers and the run that carried it over fit into a tag',
    async check(rule) {
      const approvers = ['1', '2', '3', '4', '5'].map((digit) => `U012345678${digit}`);
      const decision = await decide(rule);
      ok(decision.kind === 'carry');
      const tags = rule.attestationTags(
        { ...decision.statement, approvers },
        ourSignature(new Uint8Array(32)),
        settings,
      );
      for (const value of Object.values(tags)) {
        ok(value.length <= 256, String(value.length));
        ok(/^[A-Za-z0-9 +\-=._:/@]+$/.test(value), value);
      }
    },
  },
];
