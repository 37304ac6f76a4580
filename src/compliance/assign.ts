import type { Guard } from '../core/command.ts';
import { BusyError } from '../core/outcome.ts';
import type { StoreClock } from '../core/store.ts';
import type { Owner, Violation } from '../core/violation.ts';
import type { Violations } from '../core/violations.ts';

interface GuardParts {
  readonly violations: Pick<Violations, 'openAt' | 'write'>;
  readonly clock: StoreClock;
}

/** Written at a time: the store does nothing else meanwhile. */
const batch = 200;
/** Sweeps and others may write in between so often. */
const mostTries = 10;

const sameOwner = (a: Owner | undefined, b: Owner): boolean => a?.kind === b.kind && a.id === b.id;

/** @returns how many it was done to; undefined when somebody else wrote in between */
async function assignOnce(
  by: string,
  wanted: readonly Violation[],
  owner: Owner,
  { violations, clock }: GuardParts,
): Promise<number | undefined> {
  const [first] = wanted;
  if (!first) return 0;
  const ids = new Set(wanted.map(({ id }) => id));
  const found = await violations.openAt(first.place);
  const mine = found.violations.filter(({ id }) => ids.has(id));
  const others = mine.filter((one) => !one.assigned || !sameOwner(one.owner, owner));
  const at = await clock();
  let version: string | undefined = found.version;
  for (let from = 0; from < others.length && version !== undefined; from += batch) {
    const some = others.slice(from, from + batch).map((one) => ({ ...one, owner, assigned: { by, at } }));
    version = await violations.write(
      first.place,
      version,
      some,
      some.map(({ id, place, subject, image }) => ({
        action: 'violation-assigned',
        actor: by,
        about: [subject.id, image.id],
        outcome: 'recorded',
        details: { violation: id, ...place, owner: owner.id },
      })),
    );
  }
  return version === undefined ? undefined : mine.length;
}

/** What people can do about what runs from AMIs it should not, without a run. */
export const makeGuard = (parts: GuardParts): Guard => ({
  async assign({ userId }, violations, owner) {
    for (let tries = 0; tries < mostTries; tries += 1) {
      const done = await assignOnce(userId, violations, owner, parts);
      if (done !== undefined) return done;
    }
    throw new BusyError('Violations are written by many at once; please try again.');
  },
});
