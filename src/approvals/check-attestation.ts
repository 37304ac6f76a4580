import type { Image, SignatureReader, Snapshot, Tags } from '../core/aws.ts';
import { digestOf } from '../core/json.ts';
import type { Settings } from '../core/settings.ts';
import { readAttestation, type Statement, statementDigest, unsignedMark } from './attestation.ts';
import { contentFrom } from './document.ts';
import { approvalTagKeys, approvedValue } from './tag-keys.ts';

/** What an image's tags prove, with one sentence for people. Only `valid` is an approval. */
export type Verdict =
  | {
      readonly kind: 'valid' | 'unsigned' | 'content_changed';
      readonly statement: Statement;
      readonly sentence: string;
    }
  | {
      readonly kind: 'forged' | 'other_image' | 'tag_only' | 'none' | 'revoked';
      readonly sentence: string;
    };

/** All it takes; no record of Assay's own is asked. */
export interface Evidence {
  readonly image: Image;
  readonly snapshots: readonly Snapshot[];
  /** As the owning account sees them. */
  readonly tags: Tags;
  readonly environment: string;
  readonly settings: Pick<Settings, 'tags' | 'signingKey' | 'formerSigningKeys'>;
  readonly verify: SignatureReader['verify'];
}

const isFormer = (keyArn: string, { formerSigningKeys }: Evidence['settings']): boolean =>
  formerSigningKeys.includes(keyArn);

/** The key's name stands in a tag, too. Anybody could sign with a key of their own: only ours, and those before it, prove something. */
const isOurs = (keyArn: string, settings: Evidence['settings']): boolean =>
  keyArn === settings.signingKey || isFormer(keyArn, settings);

/**
 * Whether a statement that was read from tags is signed with a key of ours: then Assay itself wrote it.
 * @throws what `verify` throws when the key cannot be asked
 */
export async function isSignedByUs(
  statement: Statement,
  tags: Tags,
  settings: Evidence['settings'],
  verify: SignatureReader['verify'],
): Promise<boolean> {
  const signature = splitSignature(tags[approvalTagKeys(settings, statement.environment).signature] ?? '');
  const isOurKey = signature !== undefined && isOurs(signature.keyArn, settings);
  return isOurKey && (await verify(signature.keyArn, statementDigest(statement), signature.bytes));
}

function splitSignature(text: string): { readonly bytes: Uint8Array; readonly keyArn: string } | undefined {
  const [base64, keyArn, rest] = text.split(' ');
  if (!base64 || !keyArn || rest !== undefined) return undefined;
  return { bytes: Buffer.from(base64, 'base64'), keyArn };
}

/**
 * Proves, or refutes, the approval an image claims by its tags.
 * @throws what `verify` throws when the key cannot be asked: then nothing is known, neither way
 */
export async function checkAttestation(evidence: Evidence): Promise<Verdict> {
  const { image, snapshots, tags, environment, settings, verify } = evidence;
  const keys = approvalTagKeys(settings, environment);
  const revocation = tags[keys.revocation];
  if (revocation !== undefined)
    return { kind: 'revoked', sentence: `The approval for ${environment} was taken away (${revocation}).` };

  const isTagged = tags[keys.approved] === approvedValue || tags[keys.shared] === approvedValue;
  const read = readAttestation(tags, image, environment, settings);
  if (!isTagged)
    return {
      kind: 'none',
      sentence:
        read.kind === 'absent'
          ? `${image.id} is not approved for ${environment}.`
          : `${image.id} is not approved for ${environment}: it has an attestation, but its approval tag was removed.`,
    };
  if (read.kind === 'absent')
    return {
      kind: 'tag_only',
      sentence:
        image.place.account === image.ownerId
          ? `${image.id} carries the tag for ${environment} but no attestation: the tag was set by hand.`
          : `${image.id} carries the tag for ${environment}; its attestation can be seen in account ${image.ownerId} only.`,
    };
  if (read.kind === 'unreadable')
    return { kind: 'forged', sentence: `The attestation of ${image.id} cannot be right: ${read.why}.` };

  const { statement } = read;
  const isItsContent = digestOf(contentFrom(image, snapshots)) === statement.content;
  const otherImage: Verdict = {
    kind: 'other_image',
    sentence: `The attestation on ${image.id} was not made for it: its tags were copied from another image.`,
  };
  const text = tags[keys.signature];
  if (text === undefined || text === unsignedMark)
    return isItsContent
      ? {
          kind: 'unsigned',
          statement,
          sentence: `The approval of ${image.id} names ${statement.approvers.length} people but is not signed: it proves nothing.`,
        }
      : otherImage;

  const signature = splitSignature(text);
  if (!signature || !isOurs(signature.keyArn, settings))
    return isItsContent
      ? {
          kind: 'forged',
          sentence: `The approval of ${image.id} is not signed with Assay's key${signature ? ` but with ${signature.keyArn}` : ''}.`,
        }
      : otherImage;
  if (!(await verify(signature.keyArn, statementDigest(statement), signature.bytes)))
    return isItsContent
      ? { kind: 'forged', sentence: `The signature on the approval of ${image.id} does not fit what the tags say.` }
      : otherImage;
  const unread = image.volumes.find((volume) => !snapshots.some((snapshot) => snapshot.id === volume.snapshotId));
  if (!isItsContent)
    return {
      kind: 'content_changed',
      statement,
      sentence: unread
        ? `${image.id} cannot be held against its signed content: snapshot ${unread.snapshotId} cannot be read.`
        : `${image.id} is not what was approved: its snapshots, keys or origin differ from the signed content.`,
    };
  return { kind: 'valid', statement, sentence: validSentence(statement, image, isFormer(signature.keyArn, settings)) };
}

function validSentence({ environment, approvers, at, carriedBy }: Statement, image: Image, byFormer: boolean): string {
  const how = `approved for ${environment} by ${approvers.length} people on ${at.slice(0, 10)}`;
  const as = carriedBy
    ? ` as ${image.sourceImageId} in ${image.sourceImageRegion}, and that was carried over to this copy by run ${carriedBy}`
    : '';
  return `${image.id} was ${how}${as}; the signature${byFormer ? ', with a former key,' : ''} is valid.`;
}
