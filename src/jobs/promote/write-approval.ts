import { attestationTags, readAttestation, type Statement, statementDigest } from '../../approvals/attestation.ts';
import { approvalTagKeys } from '../../approvals/tag-keys.ts';
import type { Image, Place } from '../../core/aws.ts';
import type { IamNeed } from '../../core/iam.ts';
import type { JobContext } from '../../core/job.ts';
import { UserError } from '../../core/outcome.ts';
import { notYet } from '../../lookup/not-yet.ts';

/** What signing a statement and writing it onto an AMI must be allowed. */
export const writeApprovalNeeds: readonly IamNeed[] = [
  { action: 'kms:Sign', on: ['signing-key'] },
  { action: 'kms:Verify', on: ['proving-key'] },
  {
    action: 'ec2:CreateTags',
    on: ['image'],
    only: { tagKeys: ['assay', 'approved', 'shared-approved'], ownImages: true },
  },
];

interface Target {
  readonly place: Place;
  readonly imageId: string;
  readonly environment: string;
}

export async function imageNow({ place, imageId }: Target, context: JobContext): Promise<Image> {
  const [image] = await context.aws.ec2(place).images({ ids: [imageId] });
  if (image) return image;
  throw new UserError('not_found', `${imageId} is gone from AWS.`, {
    hint: 'It was deregistered; ask for another AMI.',
  });
}

/**
 * Signs a statement, where there is a key, and writes it as tags of its AMI. Whether it may be written is the caller's to
 * know, right before.
 * @returns whether it is signed
 */
export async function writeApproval(place: Place, statement: Statement, context: JobContext): Promise<boolean> {
  const { signingKey: keyArn } = context.settings;
  const signature = keyArn
    ? { keyArn, bytes: await context.aws.keys.sign(keyArn, statementDigest(statement)) }
    : undefined;
  const tags = attestationTags(statement, signature, context.settings);
  await context.aws.ec2(place).createTags([statement.imageId], tags);
  return signature !== undefined;
}

/**
 * Looks whether AWS shows the tags of an approval as this run wrote them.
 * @param isOurs tells this run's statement from another one
 * @throws BusyError while AWS does not; UserError when somebody changed them
 */
export async function readApprovalBack(
  target: Target,
  isOurs: (statement: Statement) => boolean,
  writtenAt: number,
  context: JobContext,
): Promise<{ readonly imageId: string }> {
  const keys = approvalTagKeys(context.settings, target.environment);
  const image = await imageNow(target, context);
  const read = readAttestation(image.tags, image, target.environment, context.settings);
  const isThere = [keys.approved, keys.shared, keys.signature].every((key) => image.tags[key] !== undefined);
  if (!isThere || read.kind !== 'read' || !isOurs(read.statement) || image.tags[keys.revocation] !== undefined)
    throw notYet(writtenAt, {
      busy: `AWS does not show all approval tags of ${target.imageId} yet`,
      gone: `The approval tags of ${target.imageId} were written, but they are not as written any more: somebody changed them.`,
      hint: `See what they prove with /ami verify ${target.imageId}.`,
    });
  return { imageId: image.id };
}
