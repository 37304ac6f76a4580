import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Image, Snapshot, Tags } from '../core/aws.ts';
import { canonicalJson, digestOf } from '../core/json.ts';
import type { ApprovalGiven } from '../core/run.ts';
import type { Settings } from '../core/settings.ts';
import { type ApprovalDocument, contentFrom, contentOf } from './document.ts';
import { approvalTagKeys, approvedValue } from './tag-keys.ts';

const Digest = z.string().regex(/^[0-9a-f]{64}$/);
const Id = z.string().regex(/^[A-Za-z0-9-]+$/);
/** So much of a line's hash: 96 bits, which nobody finds another line for, and five approvers still fit beside it. */
const hashDigits = 24;

/**
 * What is signed: these people approved this document of this image (`approve`), or of the image this one is a copy of
 * (`carry`). Every field can be had from the image and its tags
 * alone, so it can be checked when all else is lost.
 */
export const Statement = z
  .strictObject({
    v: z.literal(1),
    action: z.enum(['approve', 'carry']),
    imageId: z.string(),
    ownerAccount: z.string(),
    region: z.string(),
    environment: z.string(),
    /** The run that asked. */
    request: Id,
    /** The number on the card: digest of the plan people voted on, which holds the document. */
    document: Digest,
    /** Digest of the image's own immutable part; of an approved one it stands in the document. */
    content: Digest,
    requester: Id,
    approvers: z.array(Id).min(1),
    /** ISO 8601, whole seconds. */
    at: z.iso.datetime({ precision: 0, error: 'its date is in no calendar' }),
    /** The audit log's line of the decision, and how its hash begins. Approvals of before this was written have none. */
    log: z.strictObject({ line: z.int().positive(), hash: z.string().regex(/^[0-9a-f]{24}$/) }).optional(),
    /** The run that made this copy and carried the approval over to it. */
    carriedBy: Id.optional(),
  })
  .refine(({ action, carriedBy }) => (action === 'carry') === (carriedBy !== undefined), {
    message: 'only what is carried over names who did it',
  })
  .refine(({ approvers }) => new Set(approvers).size === approvers.length, { message: 'an approver stands twice' })
  .refine(({ approvers, requester }) => !approvers.includes(requester), { message: 'the requester is an approver' });
export type Statement = z.infer<typeof Statement>;

/** AWS's limit for a tag value. */
const longestValue = 256;
/** Stands where the signature would, when no signing key is configured. */
export const unsignedMark = 'unsigned';

/** The statement about an image that people approved, ready to be signed. */
export function statementOf(document: ApprovalDocument, given: ApprovalGiven, at: Date): Statement {
  if (given.environment !== document.environment)
    throw new TypeError(`approved for ${given.environment}, the document is for ${document.environment}`);
  return Statement.parse({
    v: 1,
    action: 'approve',
    imageId: document.imageId,
    ownerAccount: document.ownerId,
    region: document.region,
    environment: document.environment,
    request: given.runId,
    document: given.digest,
    content: digestOf(contentOf(document)),
    requester: given.requester,
    approvers: given.approvers,
    at: `${at.toISOString().slice(0, 19)}Z`,
    ...(given.decision
      ? { log: { line: given.decision.sequence, hash: given.decision.hash.slice(0, hashDigits) } }
      : {}),
  });
}

/**
 * The statement about a copy of an approved image: the same people, request and document, about another image.
 * @param of what the source's own attestation says, proven
 */
export const carriedStatement = (
  of: Statement,
  copy: { readonly image: Image; readonly snapshots: readonly Snapshot[] },
  runId: string,
): Statement =>
  Statement.parse({
    ...of,
    action: 'carry',
    imageId: copy.image.id,
    ownerAccount: copy.image.ownerId,
    region: copy.image.place.region,
    content: digestOf(contentFrom(copy.image, copy.snapshots)),
    carriedBy: runId,
  });

/** The 32 bytes that are signed: SHA-256 of the canonical JSON. */
export const statementDigest = (statement: Statement): Uint8Array =>
  createHash('sha256').update(canonicalJson(statement)).digest();

// Tags are copied into services that allow only letters, digits, spaces and + - = . _ : / @, hence spaces between.
const short = (hex: string): string => Buffer.from(hex, 'hex').toString('base64url');
const long = (text: string): string => Buffer.from(text, 'base64url').toString('hex');

/**
 * The tags that publish an approval.
 * @param signature absent when no signing key is configured
 * @throws RangeError when a value would not fit into a tag
 */
export function attestationTags(
  statement: Statement,
  signature: { readonly keyArn: string; readonly bytes: Uint8Array } | undefined,
  settings: Pick<Settings, 'tags'>,
): Tags {
  const keys = approvalTagKeys(settings, statement.environment);
  const { request, document, content, requester, approvers, at, log, carriedBy } = statement;
  const logged = log ? ` l=${log.line}:${short(log.hash)}` : '';
  const carried = carriedBy === undefined ? '' : ` k=${carriedBy}`;
  const fields = `v1 r=${request} d=${short(document)} c=${short(content)} q=${requester} a=${approvers.join(':')} t=${at}${logged}${carried}`;
  const signed = signature ? `${Buffer.from(signature.bytes).toString('base64')} ${signature.keyArn}` : unsignedMark;
  for (const value of [fields, signed])
    if (value.length > longestValue) throw new RangeError(`${value.length} characters do not fit into a tag`);
  return {
    [keys.approved]: approvedValue,
    [keys.shared]: approvedValue,
    [keys.attestation]: fields,
    [keys.signature]: signed,
  };
}

const fieldPattern =
  /^v1 r=(\S+) d=([\w-]{43}) c=([\w-]{43}) q=(\S+) a=(\S+) t=(\S+?)(?: l=(\d{1,15}):([\w-]{16}))?(?: k=(\S+))?$/;

export type ReadAttestation =
  | { readonly kind: 'read'; readonly statement: Statement }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly why: string };

/** Puts the statement together again from an image and its tags. Nothing about it is proven yet. */
export function readAttestation(
  tags: Tags,
  image: Pick<Image, 'id' | 'ownerId' | 'place'>,
  environment: string,
  settings: Pick<Settings, 'tags'>,
): ReadAttestation {
  const text = tags[approvalTagKeys(settings, environment).attestation];
  if (text === undefined) return { kind: 'absent' };
  const [, request, document, content, requester, approvers, at, line, hash, carriedBy] = fieldPattern.exec(text) ?? [];
  if (!(request && document && content && requester && approvers && at))
    return { kind: 'unreadable', why: 'its form is not one Assay writes' };
  const statement = Statement.safeParse({
    v: 1,
    action: carriedBy === undefined ? 'approve' : 'carry',
    imageId: image.id,
    ownerAccount: image.ownerId,
    region: image.place.region,
    environment,
    request,
    document: long(document),
    content: long(content),
    requester,
    approvers: approvers.split(':'),
    at,
    ...(line && hash ? { log: { line: Number(line), hash: long(hash) } } : {}),
    ...(carriedBy === undefined ? {} : { carriedBy }),
  });
  if (statement.success) return { kind: 'read', statement: statement.data };
  return { kind: 'unreadable', why: statement.error.issues[0]?.message ?? 'its fields are wrong' };
}
