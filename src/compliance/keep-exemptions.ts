import type { Place } from '../core/aws.ts';
import type { ChoreContext } from '../core/chore.ts';
import { type Exemption, endedExemption, exemptionOf } from '../core/exemption.ts';
import { environmentOf } from '../lookup/launch-rule.ts';
import { recordOnce } from './record.ts';

/** Looked after at a time; what is more is seen to the next time. */
const most = 500;
/** Somebody else wrote in between so often: left to the next time. */
const mostTries = 5;

/**
 * Holds what is open at a place against the exemptions of this moment. It asks AWS nothing: what was a violation at the
 * last look is told again when its exemption is over, also where nobody can look now.
 * @returns false when others wrote all the time
 */
async function reconsider(
  place: Place,
  { violations, exemptions, settings, now }: Omit<ChoreContext, 'records'>,
): Promise<boolean> {
  if (!settings.accounts.some(({ id }) => id === place.account)) return true;
  const at = now.getTime();
  for (let tries = 0; tries < mostTries; tries += 1) {
    const open = await violations.openAt(place);
    const all = await exemptions.at(place);
    const seen = open.violations.map(({ subject, image, finding, owner, ...rest }) => ({
      subject,
      image,
      outcome: { kind: 'violation' as const, finding },
      owner,
      exemption: exemptionOf(all, { subject, image, finding, ...rest }, at),
    }));
    const { name } = environmentOf(place.account, settings);
    const look = { place, environment: name, covered: new Set<string>(), left: 'gone', at } as const;
    if ((await recordOnce(open, seen, look, violations)).isWhole) return true;
  }
  return false;
}

const placeKey = ({ place }: Exemption): string => `${place.account} ${place.region}`;

/** Writes down which exemptions ran out, and lets those that are new, or over, take effect without waiting for a sweep. */
export async function keepExemptions(context: Omit<ChoreContext, 'records'>): Promise<void> {
  const { exemptions, now } = context;
  const due: Exemption[] = [];
  for (const one of await exemptions.due(most)) {
    const kept =
      one.ended || one.until > now.getTime()
        ? one
        : await exemptions.change(one.id, (found) =>
            found && !found.ended ? endedExemption(found, { at: found.until, how: 'expired', by: 'assay' }) : undefined,
          );
    if (kept) due.push(kept);
  }
  for (const key of new Set(due.map(placeKey))) {
    const here = due.filter((one) => placeKey(one) === key);
    const [first] = here;
    if (!first || !(await reconsider(first.place, context))) continue;
    for (const one of here) await exemptions.settled(one);
  }
}
