import { isSignedByUs } from '../approvals/check-attestation.ts';
import type { AwsReader, Place } from '../core/aws.ts';
import { type IamNeed, reads } from '../core/iam.ts';
import type { LogAnchor } from '../core/log-watch.ts';
import type { Settings } from '../core/settings.ts';
import { type AttestedImage, attestedImages } from './attested-images.ts';
import { someAtATime } from './some-at-a-time.ts';

/** What reading the anchors calls. */
export const logAnchorsNeeds: readonly IamNeed[] = [
  ...reads('ec2:DescribeImages'),
  { action: 'kms:Verify', on: ['proving-key'] },
];

/** Signatures asked about at the same time. */
const atOnce = 10;

interface Claim extends AttestedImage {
  readonly anchor: LogAnchor;
}

function claimOf(attested: AttestedImage): readonly Claim[] {
  const { image, environment, statement } = attested;
  if (!statement.log) return [];
  const { line: sequence, hash } = statement.log;
  const heldBy = `the approval of ${image.id} for ${environment}, in AWS`;
  return [{ ...attested, anchor: { sequence, hash, at: Date.parse(statement.at), heldBy } }];
}

/**
 * The lines of the audit log that approvals in an account and Region name, by our own signature and no other: whoever may
 * write tags must not be able to make the log look wrong.
 * @param doubted those whose signatures are worth asking about; absent: all
 * @throws what reading the account, or asking the key, throws
 */
export async function logAnchorsAt(
  place: Place,
  { aws, settings }: { readonly aws: AwsReader; readonly settings: Settings },
  doubted: (anchors: readonly LogAnchor[]) => Promise<readonly LogAnchor[]> = async (anchors) => anchors,
): Promise<readonly LogAnchor[]> {
  if (!settings.signingKey) return [];
  const all = (await attestedImages(place, { aws, settings })).flatMap(claimOf);
  const chosen = new Set(await doubted(all.map(({ anchor }) => anchor)));
  const claims = all.filter(({ anchor }) => chosen.has(anchor));
  const ours = await someAtATime(
    claims,
    ({ statement, image }) => isSignedByUs(statement, image.tags, settings, (...asked) => aws.keys.verify(...asked)),
    atOnce,
  );
  return claims.flatMap(({ anchor }, index) => (ours[index] ? [anchor] : []));
}
