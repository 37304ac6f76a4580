import { bold, code, type Fact, type Line, type Offer } from '../../core/message.ts';
import type { Settings } from '../../core/settings.ts';
import type { CopyPlan, CopyResult } from './plan.ts';

const copiesAre = (number: number): string => `The ${number === 1 ? 'copy is' : 'copies are'}`;

/** What becomes of the source's approvals, before it is sent. */
export const approvalFacts = ({ keepApproval }: CopyPlan): readonly Fact[] =>
  keepApproval && keepApproval.environments.length > 0
    ? [{ label: 'Approval', value: `carried over for ${keepApproval.environments.join(', ')}` }]
    : [];

export const approvalWarnings = ({ keepApproval }: CopyPlan): readonly Line[] =>
  (keepApproval?.left ?? []).map(({ environment, why }) => [
    bold(`The approval for ${environment} is not carried over`),
    `: ${why.replace(/\.$/, '')}.`,
  ]);

export function approvalNotes({ approvedFor, keepApproval, source }: CopyPlan): readonly Line[] {
  if (keepApproval)
    return keepApproval.environments.length > 0
      ? [
          [
            'Carried over only to a copy that is read back as the same, and only if ',
            code(source.imageId),
            ' is still provably approved then. Revoking it revokes the copies.',
          ],
        ]
      : [];
  return approvedFor.length > 0
    ? [
        `The source is tagged approved for ${approvedFor.join(', ')}; a copy is another AMI and is not approved by that. --keep-approval carries it over.`,
      ]
    : [];
}

/** Environments for which all copies have the approval. */
const carriedTo = ({ copies }: CopyResult): readonly string[] => {
  const [first] = copies;
  const all = (first?.approvals ?? []).map(({ environment }) => environment);
  return all.filter((environment) =>
    copies.every(({ approvals }) => approvals?.some((one) => one.environment === environment && one.isCarried)),
  );
};

/** What the copies are approved for, and what they are not and why. */
export function approvedLines({ approvedFor, keepApproval, source }: CopyPlan, result: CopyResult): readonly Line[] {
  const { copies } = result;
  if (approvedFor.length === 0) return [];
  const carried = carriedTo(result);
  const refused = copies.flatMap(({ imageId, approvals }) =>
    (approvals ?? []).filter(({ isCarried }) => !isCarried).map((one) => ({ ...one, imageId })),
  );
  const lines: Line[] = [];
  if (carried.length > 0)
    lines.push([
      bold(`${copiesAre(copies.length)} approved for ${carried.join(', ')}`),
      ': carried over from ',
      code(source.imageId),
      ', signed, and read back.',
    ]);
  for (const { imageId, environment, why } of refused.slice(0, 5))
    lines.push([code(imageId), bold(` is not approved for ${environment}`), `: ${why ?? ''}`]);
  for (const { environment, why } of keepApproval?.left ?? [])
    lines.push([bold(`${copiesAre(copies.length)} not approved for ${environment}`), `: ${why.replace(/\.$/, '')}.`]);
  if (!keepApproval)
    lines.push([bold(`${copiesAre(copies.length)} not approved`), ': approvals stay with the source.']);
  return lines;
}

/** For a single copy that is not approved for the usual environment. */
export function promoteOffers({ copies }: CopyResult, settings: Settings): readonly Offer[] {
  const environment = settings.defaultEnvironment;
  const [only] = copies;
  if (environment === undefined || !only || copies.length > 1) return [];
  if (only.approvals?.some((one) => one.environment === environment && one.isCarried)) return [];
  return [{ label: `Promote to ${environment}…`, command: 'promote', input: { image: only.imageId, environment } }];
}
