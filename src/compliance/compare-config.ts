import type { ConfigFinding, RunningInstance } from '../core/aws-inventory.ts';
import type { ConfigDifferenceKind, ConfigView } from '../core/config-view.ts';
import type { Violation, ViolationKind } from '../core/violation.ts';

/** What is compared: all of one account and Region. */
export interface Compared {
  readonly findings: readonly ConfigFinding[];
  /** Open violations. */
  readonly open: readonly Violation[];
  /** The last whole look of Assay itself: when, by the clock of Redis, and at how many instances. */
  readonly seen: { readonly at: number; readonly instances: number };
  readonly now: number;
}

/** Approved ones: the rule is right to call them compliant. */
const approvedAfterAll: readonly ViolationKind[] = ['not_allowed', 'outdated'];
/** The tag is there; what would prove it is not. */
const unproven: readonly ViolationKind[] = ['hand_set', 'forged', 'inherited', 'changed', 'unsigned'];

/** AWS Config records a new instance within minutes. */
const recordsWithinMs = 30 * 60_000;
const mostNamed = 5;

type Difference = ConfigView['differences'][number];

const difference = (kind: ConfigDifferenceKind, ids: readonly string[]): readonly Difference[] =>
  ids.length === 0 ? [] : [{ kind, count: ids.length, named: ids.slice(0, mostNamed) }];

/** Instances that only AWS Config objects to, as far as Assay has looked since. */
export function onlyTheirs({ findings, open, seen }: Compared): readonly string[] {
  const ours = new Set(
    open.filter(({ finding }) => !approvedAfterAll.includes(finding.kind)).map(({ subject }) => subject.id),
  );
  return findings
    .filter(({ isCompliant, instanceId, recordedAt }) => {
      return !(isCompliant || ours.has(instanceId)) && Date.parse(recordedAt) <= seen.at;
    })
    .map(({ instanceId }) => instanceId);
}

/**
 * Where AWS Config's rule and Assay say otherwise of the same instance, and why that probably is. Pure.
 * @param running of those only AWS Config objects to, the ones that still run, as far as that was asked
 */
export function compareConfig(
  compared: Compared,
  running: readonly Pick<RunningInstance, 'id' | 'image'>[],
): readonly Difference[] {
  const { findings, open, seen, now } = compared;
  if (findings.length === 0)
    return seen.instances === 0 ? [] : [{ kind: 'nothing_judged', count: seen.instances, named: [] }];
  const theirs = new Map(findings.map((finding) => [finding.instanceId, finding]));
  const ours = open.filter(
    ({ subject, finding }) => subject.kind === 'instance' && !approvedAfterAll.includes(finding.kind),
  );
  const compliant = ours.filter(({ subject }) => theirs.get(subject.id)?.isCompliant);
  const idsOf = (some: readonly Violation[]): readonly string[] => some.map(({ subject }) => subject.id);
  const [{ place } = { place: undefined }] = findings;
  const isForeign = ({ image }: Pick<RunningInstance, 'image'>): boolean =>
    image.ownerId !== undefined && image.ownerId !== place?.account;
  return [
    ...difference('believes_tag', idsOf(compliant.filter(({ finding }) => unproven.includes(finding.kind)))),
    ...difference('looked_earlier', idsOf(compliant.filter(({ finding }) => !unproven.includes(finding.kind)))),
    ...difference(
      'foreign_tags',
      running.filter(isForeign).map(({ id }) => id),
    ),
    ...difference(
      'not_seen_since',
      running.filter((one) => !isForeign(one)).map(({ id }) => id),
    ),
    ...difference(
      'not_judged',
      idsOf(ours.filter(({ subject, firstSeenAt }) => !theirs.has(subject.id) && firstSeenAt + recordsWithinMs < now)),
    ),
  ];
}
