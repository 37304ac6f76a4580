import { deepEqual, equal, ok } from 'node:assert/strict';
import { createHash, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { documentOf } from '../../../src/approvals/document.ts';
import { approvalTagKeys } from '../../../src/approvals/tag-keys.ts';
import type { Image, Snapshot, Tags } from '../../../src/core/aws.ts';
import { canonicalJson } from '../../../src/core/json.ts';
import type { Rule } from './load-rule.ts';
import { kinds } from './people.ts';
import type { RuleCase } from './rule-cases.ts';
import { settings } from './world.ts';

const keyArn = settings.signingKey ?? '';
const foreignArn = 'arn:aws:kms:eu-west-1:999988887777:key/0a1b2c3d-1111-4111-8111-123456789012';
const formerArn = 'arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-2222-4222-8222-123456789012';
const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const keys = new Map([keyArn, formerArn, foreignArn].map((arn) => [arn, pair()]));

const signed = (key: KeyObject, digest: Uint8Array): Uint8Array => sign('sha256', digest, key);
/** As the configured key signs. */
export function ourSignature(digest: Uint8Array): { readonly keyArn: string; readonly bytes: Uint8Array } {
  const key = keys.get(keyArn)?.privateKey;
  ok(key);
  return { keyArn, bytes: signed(key, digest) };
}
/** Stands for KMS: any key that exists anywhere answers, as kms:Verify does across accounts. */
export const kms = async (arn: string, digest: Uint8Array, signature: Uint8Array): Promise<boolean> => {
  const key = keys.get(arn);
  if (!key) throw new Error(`no key ${arn}`);
  return verify('sha256', digest, key.publicKey, signature);
};

export const image: Image = {
  id: 'ami-0a1b2c3d4e5f60718',
  place: { account: '111122223333', region: 'eu-west-1' },
  name: 'web-2026-11-23',
  description: undefined,
  ownerId: '111122223333',
  ownerAlias: 'self',
  state: 'available',
  stateReason: undefined,
  createdAt: '2026-11-23T10:00:00.000Z',
  architecture: 'x86_64',
  platform: 'Linux/UNIX',
  rootDeviceType: 'ebs',
  isPublic: false,
  tags: {},
  volumes: [
    { device: '/dev/xvdb', snapshotId: 'snap-2', sizeGiB: 20, encrypted: true },
    { device: '/dev/xvda', snapshotId: 'snap-1', sizeGiB: 8, encrypted: true },
  ],
  sourceInstanceId: 'i-0a1b2c3d4e5f60718',
  sourceImageId: undefined,
  sourceImageRegion: undefined,
  deprecatedAt: undefined,
  lastLaunchedAt: undefined,
  productCodes: [],
  scan: { highestSeverity: 'LOW', scannedAt: '2026-11-23T11:00:00.000Z' },
};

const snapshot = (id: string): Snapshot => ({
  id,
  ownerId: '111122223333',
  state: 'completed',
  percent: 100,
  stateMessage: undefined,
  sizeGiB: 8,
  encrypted: true,
  keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/volumes',
  tags: {},
});
export const snapshots = [snapshot('snap-1'), snapshot('snap-2')];

export const document = documentOf({
  image,
  snapshots,
  launchPermissions: [{ kind: 'account', id: '444455556666' }],
  environment: 'production',
  policyDigest: 'a'.repeat(64),
});

export const given = {
  runId: 'r-abcdefghjk',
  environment: 'production',
  requester: kinds.requester,
  approvers: [kinds.first, kinds.second] as readonly string[],
  digest: 'b'.repeat(64),
  policyDigest: document.policyDigest,
  decision: { sequence: 12, hash: 'c0ffee'.padEnd(64, '1') },
};

function tagsOf(
  rule: Rule,
  how: 'signed' | 'unsigned' | 'former key' | 'foreign key' | 'wrong key' = 'signed',
  { about = document, ...more }: { readonly about?: typeof document; readonly decision?: undefined } = {},
): Tags {
  const statement = rule.statementOf(about, { ...given, ...more }, new Date('2026-11-23T12:00:00.500Z'));
  const digest = createHash('sha256').update(canonicalJson(statement)).digest();
  const arn = { 'foreign key': foreignArn, 'former key': formerArn }[how as string] ?? keyArn;
  const key = keys.get(how === 'wrong key' ? foreignArn : arn)?.privateKey;
  ok(key);
  const signature = how === 'unsigned' ? undefined : { keyArn: arn, bytes: signed(key, digest) };
  return rule.attestationTags(statement, signature, settings);
}

const names = approvalTagKeys(settings, 'production');

interface Otherwise {
  readonly image?: Image;
  readonly snapshots?: readonly Snapshot[];
  readonly formerSigningKeys?: readonly string[];
}

const verdict = async (rule: Rule, tags: Tags, other: Otherwise = {}) => {
  const found = await rule.checkAttestation({
    image: other.image ?? image,
    snapshots: other.snapshots ?? snapshots,
    tags,
    environment: 'production',
    settings: { ...settings, formerSigningKeys: other.formerSigningKeys ?? [] },
    verify: kms,
  });
  ok(found.sentence.length > 20 && found.sentence.length <= 300, found.sentence);
  return found.kind;
};

const without = (tags: Tags, ...gone: readonly string[]): Tags =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => !gone.includes(key)));

/** What tags prove, also run against weakened copies. */
export const attestationCases: readonly RuleCase[] = [
  {
    name: 'a signed approval is valid, on the image and in the environment it was made for',
    async check(rule) {
      equal(await verdict(rule, tagsOf(rule)), 'valid');
    },
  },
  {
    name: 'an approval of before the log stood in it is valid, and reads as it was signed',
    async check(rule) {
      const tags = tagsOf(rule, 'signed', { decision: undefined });
      ok(!tags[names.attestation]?.includes(' l='));
      equal(await verdict(rule, tags), 'valid');
    },
  },
  {
    name: 'an approval without signature is called unsigned',
    async check(rule) {
      equal(await verdict(rule, tagsOf(rule, 'unsigned')), 'unsigned');
      equal(await verdict(rule, without(tagsOf(rule), names.signature)), 'unsigned');
    },
  },
  {
    name: "a signature with somebody's own key is forged, though KMS says that it fits",
    async check(rule) {
      equal(await verdict(rule, tagsOf(rule, 'foreign key')), 'forged');
    },
  },
  {
    name: 'what a former key signed stays valid, and is forged when that key stands in no list',
    async check(rule) {
      const tags = tagsOf(rule, 'former key');
      equal(await verdict(rule, tags, { formerSigningKeys: [formerArn] }), 'valid');
      equal(await verdict(rule, tags), 'forged');
      equal(await verdict(rule, tags, { formerSigningKeys: [`${formerArn}0`] }), 'forged');
      equal(await verdict(rule, tagsOf(rule), { formerSigningKeys: [formerArn] }), 'valid');
      equal(await verdict(rule, tagsOf(rule, 'foreign key'), { formerSigningKeys: [formerArn] }), 'forged');
      const other = { image: { ...image, id: 'ami-0ffffffffffffffff' }, formerSigningKeys: [formerArn] };
      equal(await verdict(rule, tags, other), 'other_image');
    },
  },
  {
    name: 'a run takes for its own only what one of our keys signed',
    async check(rule) {
      const statement = rule.statementOf(document, { ...given }, new Date('2026-11-23T12:00:00.500Z'));
      const ours = (how: Parameters<typeof tagsOf>[1]) =>
        rule.isSignedByUs(statement, tagsOf(rule, how), { ...settings, formerSigningKeys: [formerArn] }, kms);
      deepEqual(
        [await ours('signed'), await ours('former key'), await ours('foreign key'), await ours('wrong key')],
        [true, true, false, false],
      );
      equal(await ours('unsigned'), false);
    },
  },
  {
    name: 'a signature that does not fit is forged',
    async check(rule) {
      equal(await verdict(rule, tagsOf(rule, 'wrong key')), 'forged');
    },
  },
  {
    name: 'any changed field of the attestation makes it forged',
    async check(rule) {
      const tags = tagsOf(rule);
      const text = tags[names.attestation] ?? '';
      const changes: readonly (readonly [string, string])[] = [
        ['r=r-abcdefghjk', 'r=r-abcdefghjm'],
        [kinds.second, kinds.third],
        [`q=${kinds.requester}`, `q=${kinds.third}`],
        ['t=2026', 't=2027'],
        ['d=', 'd=A'],
        ['l=12:', 'l=13:'],
        ['l=12:w', 'l=12:x'],
        [/ l=\S+/.exec(text)?.[0] ?? '?', ''],
      ];
      for (const [from, to] of changes) {
        ok(text.includes(from), from);
        equal(await verdict(rule, { ...tags, [names.attestation]: text.replace(from, to) }), 'forged', from);
      }
    },
  },
  {
    name: 'the requester among the approvers, or one approver twice, is forged',
    async check(rule) {
      const tags = tagsOf(rule);
      for (const approvers of [`${kinds.first}:${kinds.first}`, `${kinds.first}:${kinds.requester}`]) {
        const text = (tags[names.attestation] ?? '').replace(`${kinds.first}:${kinds.second}`, approvers);
        equal(await verdict(rule, { ...tags, [names.attestation]: text }), 'forged');
      }
    },
  },
  {
    name: 'a date that no calendar has is forged, signed or not',
    async check(rule) {
      for (const how of ['signed', 'unsigned'] as const) {
        const tags = tagsOf(rule, how);
        for (const at of ['2026-99-99T99:99:99Z', '2026-02-30T12:00:00Z', '2026-11-23T24:00:00Z']) {
          const text = (tags[names.attestation] ?? '').replace(/ t=\S+/, ` t=${at}`);
          equal(await verdict(rule, { ...tags, [names.attestation]: text }), 'forged', at);
        }
      }
    },
  },
  {
    name: 'tags copied to another image are found, signed or not',
    async check(rule) {
      const other = { image: { ...image, id: 'ami-0ffffffffffffffff' } };
      equal(await verdict(rule, tagsOf(rule), other), 'other_image');
      equal(await verdict(rule, tagsOf(rule, 'unsigned'), other), 'other_image');
    },
  },
  {
    name: 'tags moved to another environment prove nothing there',
    async check(rule) {
      const staging = approvalTagKeys(settings, 'staging');
      const tags = tagsOf(rule);
      const moved: Tags = {
        [staging.approved]: 'approved',
        [staging.attestation]: tags[names.attestation] ?? '',
        [staging.signature]: tags[names.signature] ?? '',
      };
      const found = await rule.checkAttestation({
        image,
        snapshots,
        tags: moved,
        environment: 'staging',
        settings,
        verify: kms,
      });
      equal(found.kind, 'forged');
    },
  },
  {
    name: 'another snapshot or key than the signed one is a changed content',
    async check(rule) {
      const [root, data] = image.volumes;
      ok(root && data);
      const swapped = { ...image, volumes: [root, { ...data, snapshotId: 'snap-9' }] };
      equal(await verdict(rule, tagsOf(rule), { image: swapped }), 'content_changed');
      const rekeyed = snapshots.map((one) => ({ ...one, keyArn: 'arn:aws:kms:eu-west-1:999988887777:key/theirs' }));
      equal(await verdict(rule, tagsOf(rule), { snapshots: rekeyed }), 'content_changed');
    },
  },
  {
    name: 'a tag set by hand, a removed tag and a revocation are told apart',
    async check(rule) {
      equal(await verdict(rule, {}), 'none');
      equal(await verdict(rule, { [names.approved]: 'approved' }), 'tag_only');
      equal(await verdict(rule, { [names.shared]: 'approved' }), 'tag_only');
      equal(await verdict(rule, { [names.approved]: 'no' }), 'none');
      equal(await verdict(rule, without(tagsOf(rule), names.approved, names.shared)), 'none');
      equal(await verdict(rule, { ...tagsOf(rule), [names.revocation]: '2026-11-24T00:00:00Z U1 r-x' }), 'revoked');
    },
  },
  {
    name: 'five approvers with ids of 11 characters and a line of the log fit into tags, of harmless characters only',
    check(rule) {
      const approvers = ['1', '2', '3', '4', '5'].map((digit) => `U012345678${digit}`);
      const decision = { ...given.decision, sequence: 999_999_999_999 };
      const made = rule.statementOf(document, { ...given, requester: 'U0123456780', approvers, decision }, new Date());
      const statement = { ...made, action: 'carry' as const, carriedBy: 'r-abcdefghjk' };
      const tags = rule.attestationTags(statement, { keyArn, bytes: new Uint8Array(72).fill(255) }, settings);
      deepEqual(Object.keys(tags), [names.approved, names.shared, names.attestation, names.signature]);
      for (const [key, value] of Object.entries(tags)) {
        ok(key.length <= 127);
        ok(value.length <= 256, `${key}: ${value.length}`);
        ok(/^[A-Za-z0-9 +\-=._:/@]+$/.test(value), value);
      }
    },
  },
];
