import type { AuditEvent } from '../core/audit.ts';
import { newId } from '../core/new-id.ts';
import { BusyError } from '../core/outcome.ts';
import { subjectKey, type Violation } from '../core/violation.ts';
import type { OpenAt, Violations } from '../core/violations.ts';
import { type Look, type Seen, settle } from './settle.ts';

/** Written at a time: the store does nothing else meanwhile. */
const batch = 50;
/** Somebody else wrote in between so often: left to the next look. */
const mostTries = 5;

const auditOf = (violation: Violation): AuditEvent => ({
  action: violation.ended ? 'violation-ended' : 'violation',
  actor: 'assay',
  about: [violation.subject.id, violation.image.id],
  outcome: 'recorded',
  details: {
    violation: violation.id,
    ...violation.place,
    environment: violation.environment,
    subject: violation.subject.kind,
    kind: violation.finding.kind,
    severity: violation.finding.severity,
    ...(violation.exemption ? { exemption: violation.exemption } : {}),
    ...(violation.ended ? { how: violation.ended.how, since: violation.firstSeenAt } : {}),
  },
});

/** What is open, by thing; where it is told stands beside a record and changes by itself. */
const recordsOf = (open: readonly Violation[]): ReadonlyMap<string, string> =>
  new Map(
    open.map(({ told: _told, ...record }) => [subjectKey(record.subject, record.image.id), JSON.stringify(record)]),
  );

/** Things another look has written about since: it was the later one, so theirs stands. */
function touchedSince(first: OpenAt, now: OpenAt): ReadonlySet<string> {
  if (first === now) return new Set();
  const [before, after] = [recordsOf(first.violations), recordsOf(now.violations)];
  const keys = [...before.keys(), ...after.keys()];
  return new Set(keys.filter((key) => before.get(key) !== after.get(key)));
}

interface Written {
  /** Violations that began. */
  readonly begun: number;
  /** False: somebody else wrote in between, and not everything is written. */
  readonly isWhole: boolean;
}

/** Holds what was seen against what is open, and writes what that changes, some at a time, until somebody else writes. */
export async function recordOnce(
  open: OpenAt,
  seen: readonly Seen[],
  look: Look,
  violations: Violations,
): Promise<Written> {
  const { begun, ended, changed } = settle(open.violations, seen, look, () => newId('v'));
  // The old ones first: a thing has one open violation.
  const all = [...ended, ...begun, ...changed];
  const [isBegun, isChanged] = [new Set(begun), new Set(changed)];
  let { version } = open;
  let count = 0;
  for (let from = 0; from < all.length; from += batch) {
    const some = all.slice(from, from + batch);
    const news = some.filter((one) => !isChanged.has(one));
    const next = await violations.write(look.place, version, some, news.map(auditOf));
    if (next === undefined) return { begun: count, isWhole: false };
    count += some.filter((one) => isBegun.has(one)).length;
    version = next;
  }
  return { begun: count, isWhole: true };
}

/**
 * The same, to its end. A look at one instance may write while a sweep is under way: the sweep then leaves alone what was
 * written since, and need not begin anew.
 * @returns how many began
 * @throws BusyError when others write all the time
 */
export async function record(
  first: OpenAt,
  seen: readonly Seen[],
  look: Look,
  violations: Violations,
): Promise<number> {
  let count = 0;
  let now = first;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const touched = touchedSince(first, now);
    const isLeft = ({ subject, image }: Pick<Seen, 'subject' | 'image'>) => !touched.has(subjectKey(subject, image.id));
    const left = { version: now.version, violations: now.violations.filter(isLeft) };
    const { begun, isWhole } = await recordOnce(left, seen.filter(isLeft), look, violations);
    count += begun;
    if (isWhole) return count;
    now = await violations.openAt(look.place);
  }
  throw new BusyError('Others look at the same place all the time.', { waitMs: 2000 });
}
