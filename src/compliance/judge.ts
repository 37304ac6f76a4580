import type { RunningImage } from '../core/aws-inventory.ts';
import type { Finding, Severity, ViolationKind } from '../core/violation.ts';

/** What the tags of an AMI, as its owner sees them, prove about an environment. */
export type Standing =
  /** As `checkAttestation` says it. */
  | {
      readonly kind:
        | 'valid'
        | 'unsigned'
        | 'content_changed'
        | 'forged'
        | 'other_image'
        | 'tag_only'
        | 'none'
        | 'revoked';
      readonly sentence: string;
    }
  /** Deregistered, or private to somebody else: no tags can be read. */
  | { readonly kind: 'gone' }
  /** Could not be found out at this look: says nothing either way. */
  | { readonly kind: 'unknown'; readonly why: string };

export interface Judged {
  readonly image: RunningImage;
  readonly standing: Standing;
  /** There is a key to sign with: an approval without signature proves nothing. */
  readonly signs: boolean;
  readonly now: Date;
}

/** Whether something may run from an AMI: it may, it may not, or nobody can tell now. */
export type Outcome =
  | { readonly kind: 'clean' }
  | { readonly kind: 'violation'; readonly finding: Finding }
  | { readonly kind: 'unknown'; readonly why: string };

const kindOf = {
  content_changed: 'changed',
  forged: 'forged',
  other_image: 'inherited',
  tag_only: 'hand_set',
  none: 'not_approved',
  revoked: 'revoked',
} as const satisfies Partial<Record<Standing['kind'], ViolationKind>>;

/** Somebody made it look approved, or it was approved and is not any more: worse than never asked for. */
const severityOf: Readonly<Record<ViolationKind, Severity>> = {
  forged: 'high',
  hand_set: 'high',
  inherited: 'high',
  changed: 'high',
  revoked: 'high',
  not_approved: 'medium',
  unsigned: 'medium',
  unprovable: 'medium',
  not_allowed: 'low',
  outdated: 'low',
};

const violation = (kind: ViolationKind, sentence: string): Outcome => ({
  kind: 'violation',
  finding: { kind, severity: severityOf[kind], sentence },
});

/** An approval that holds, and what has become of its AMI since. */
function judgeApproved({ image, now }: Judged): Outcome {
  if (!image.isAllowed)
    return violation(
      'not_allowed',
      `${image.id} is approved, but the account's Allowed AMIs settings do not allow it.`,
    );
  if (image.state === 'disabled')
    return violation('outdated', `${image.id} is approved, but was disabled since: nothing can be launched from it.`);
  if (image.deprecatedAt !== undefined && Date.parse(image.deprecatedAt) <= now.getTime())
    return violation(
      'outdated',
      `${image.id} is approved, but deprecated since ${image.deprecatedAt.slice(0, 10)}: a newer one should replace it.`,
    );
  return { kind: 'clean' };
}

/** A launch template says nothing of its AMI's owner: one that cannot be found may also not be shared. */
function goneSentence({ id, state, ownerId }: RunningImage): string {
  if (state === 'deregistered') return `${id} is deregistered: nothing proves any more that it was approved.`;
  return ownerId === undefined
    ? `${id} cannot be found: it is deregistered, not shared with the account, or not among its Allowed AMIs. Nothing proves that it is approved.`
    : `${id} of account ${ownerId} cannot be read: nothing proves that it is approved.`;
}

/** Judges what runs from an AMI by what is known of it. Pure; the one place that decides what a violation is. */
export function judge(judged: Judged): Outcome {
  const { image, standing, signs } = judged;
  switch (standing.kind) {
    case 'unknown':
      return { kind: 'unknown', why: standing.why };
    case 'gone':
      return violation('unprovable', goneSentence(image));
    case 'valid':
      return judgeApproved(judged);
    case 'unsigned':
      return signs ? violation('unsigned', standing.sentence) : judgeApproved(judged);
    default:
      return violation(kindOf[standing.kind], standing.sentence);
  }
}
