import type { Image, SignatureReader, Snapshot } from '../core/aws.ts';
import type { Settings } from '../core/settings.ts';
import { carriedStatement, readAttestation, type Statement } from './attestation.ts';
import { checkAttestation } from './check-attestation.ts';
import { differencesFromSource } from './same-as-source.ts';
import { approvalTagKeys } from './tag-keys.ts';

/** An AMI with its snapshots, as its own account reads them now. */
export interface OwnImage {
  readonly image: Image;
  readonly snapshots: readonly Snapshot[];
}

export interface CarryFacts {
  readonly source: OwnImage;
  readonly copy: OwnImage;
  readonly environment: string;
  /** The run that made the copy: only what it made itself may get an approval from it. */
  readonly runId: string;
  readonly settings: Pick<Settings, 'tags' | 'signingKey' | 'formerSigningKeys' | 'environments'>;
  readonly verify: SignatureReader['verify'];
}

export type CarryDecision =
  | { readonly kind: 'carry'; readonly statement: Statement }
  | {
      readonly kind: 'no';
      /** For people, a sentence. */
      readonly why: string;
    };

const no = (why: string): CarryDecision => ({ kind: 'no', why });

/** Whether the configuration lets copies of AMIs that are approved for it be approved by that. */
export const mayCarryOver = (environment: string, { environments }: Pick<Settings, 'environments'>): boolean => {
  const found = environments.find(({ name }) => name === environment);
  return found?.approvals !== undefined && found.approvals.carryOver !== false;
};

/** An approval, or a revocation, that somebody gave the copy itself is left alone. */
function isDecidedOtherwise({ image }: OwnImage, { environment, runId, settings }: CarryFacts): boolean {
  const keys = approvalTagKeys(settings, environment);
  if (image.tags[keys.revocation] !== undefined) return true;
  const read = readAttestation(image.tags, image, environment, settings);
  if (read.kind === 'absent') return image.tags[keys.approved] !== undefined || image.tags[keys.shared] !== undefined;
  return read.kind === 'unreadable' || read.statement.carriedBy !== runId;
}

/**
 * Whether the approval of an AMI may be carried over to a copy of it, decided from what AWS says now and from nothing else:
 * the source must be provably approved at this moment, and the copy must be this run's own and the same.
 * @throws what `verify` throws when the key cannot be asked: then nothing is known
 */
export async function decideCarryOver(facts: CarryFacts): Promise<CarryDecision> {
  const { source, copy, environment, runId, settings, verify } = facts;
  if (!mayCarryOver(environment, settings))
    return no(`The rule of ${environment} wants every copy approved for itself.`);
  if (settings.signingKey === undefined)
    return no('There is no key to sign with, so what is carried over could not be proven.');
  if (copy.image.tags[`${settings.tags.prefix}run`] !== runId) return no(`${copy.image.id} was not made by this run.`);
  if (isDecidedOtherwise(copy, facts)) return no(`${copy.image.id} has been decided about for itself meanwhile.`);
  const verdict = await checkAttestation({ ...source, tags: source.image.tags, environment, settings, verify });
  if (verdict.kind !== 'valid') return no(verdict.sentence);
  const differences = differencesFromSource(source.image, copy.image);
  if (differences.length > 0) return no(`The copy is not the same: ${differences.join('; ')}.`);
  const unread = copy.image.volumes.find(({ snapshotId }) => !copy.snapshots.some(({ id }) => id === snapshotId));
  if (unread) return no(`Snapshot ${unread.snapshotId} of the copy cannot be read.`);
  return { kind: 'carry', statement: carriedStatement(verdict.statement, copy, runId) };
}
