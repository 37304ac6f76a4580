import type { Exemption } from '../core/exemption.ts';
import {
  type Finding,
  type Owner,
  type Subject,
  subjectKey,
  type Violation,
  type ViolationEnd,
} from '../core/violation.ts';
import type { Outcome } from './judge.ts';

/** One thing that was looked at, and what was found. */
export interface Seen {
  readonly subject: Subject;
  readonly image: Violation['image'];
  readonly outcome: Outcome;
  readonly owner?: Owner | undefined;
  /** The exemption that holds for it now. */
  readonly exemption?: Pick<Exemption, 'id' | 'until'> | undefined;
}

export interface Look {
  readonly place: Violation['place'];
  readonly environment: string;
  /** What was asked for, to the last page: what is open among it and was not seen is over. Subjects by id. */
  readonly covered: 'everything' | ReadonlySet<string>;
  /** How what was not seen any more has ended. */
  readonly left: 'gone' | 'out_of_scope';
  readonly at: number;
}

export interface Settled {
  readonly begun: readonly Violation[];
  readonly ended: readonly Violation[];
  /** Same violation, told by other words. */
  readonly changed: readonly Violation[];
}

/** Equal ones are one violation that goes on. */
const isSame = (open: Violation, seen: Seen, finding: Finding, environment: string): boolean =>
  open.image.id === seen.image.id && open.finding.kind === finding.kind && open.environment === environment;

const sameWords = (open: Violation, seen: Seen, finding: Finding): boolean =>
  open.finding.sentence === finding.sentence &&
  open.finding.severity === finding.severity &&
  open.subject.name === seen.subject.name &&
  open.subject.detail === seen.subject.detail &&
  open.exemption === seen.exemption?.id &&
  JSON.stringify(open.owner) === JSON.stringify(seen.owner);

/**
 * Holds what is open against what was seen. Nothing ends because something could not be found out: `unknown` leaves a
 * violation as it is, and what was not looked at too.
 * @param open of this place
 */
export function settle(open: readonly Violation[], seen: readonly Seen[], look: Look, newId: () => string): Settled {
  const begun: Violation[] = [];
  const ended: Violation[] = [];
  const changed: Violation[] = [];
  const byKey = new Map(open.map((one) => [subjectKey(one.subject, one.image.id), one]));
  const end = (one: Violation, how: ViolationEnd): void => void ended.push({ ...one, ended: { at: look.at, how } });
  const begin = ({ subject, image, owner, exemption }: Seen, finding: Finding, before?: Violation): void =>
    void begun.push({
      id: newId(),
      place: look.place,
      environment: look.environment,
      subject,
      image,
      finding,
      ...(owner ? { owner } : {}),
      ...(before?.assigned ? { assigned: before.assigned } : {}),
      firstSeenAt: look.at,
      ...(exemption ? { exemption: exemption.id } : {}),
    });

  for (const it of seen) {
    const key = subjectKey(it.subject, it.image.id);
    const before = byKey.get(key);
    byKey.delete(key);
    const one = before?.assigned ? { ...it, owner: before.owner } : it;
    const { outcome } = one;
    if (outcome.kind === 'unknown') continue;
    if (outcome.kind === 'clean') {
      if (before) end(before, before.image.id === one.image.id ? 'approved' : 'replaced');
      continue;
    }
    const { finding } = outcome;
    if (!before) begin(one, finding);
    else if (!isSame(before, one, finding, look.environment)) {
      end(before, before.image.id === one.image.id ? 'changed' : 'replaced');
      begin(one, finding, before);
    } else if (one.exemption && !before.exemption && before.told) {
      // Whoever was told reads that it is settled; when the exemption ends, it is a new one.
      const { id: run, until } = one.exemption;
      ended.push({ ...before, ended: { at: look.at, how: 'exempted', exemption: { run, until } } });
      begin(one, finding, before);
    } else if (!one.exemption && before.exemption) {
      end(before, 'changed');
      begin(one, finding, before);
    } else if (!sameWords(before, one, finding)) {
      const { owner: _owner, exemption: _exemption, ...rest } = before;
      changed.push({
        ...rest,
        subject: one.subject,
        finding,
        ...(one.owner ? { owner: one.owner } : {}),
        ...(one.exemption ? { exemption: one.exemption.id } : {}),
      });
    }
  }
  const present = new Set(seen.map(({ subject }) => `${subject.kind}/${subject.id}`));
  for (const left of byKey.values())
    if (look.covered === 'everything' || look.covered.has(left.subject.id))
      end(left, present.has(`${left.subject.kind}/${left.subject.id}`) ? 'replaced' : look.left);
  return { begun, ended, changed };
}
