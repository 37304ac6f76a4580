import type { Settings } from '../core/settings.ts';
import type { Bulletin, BulletinGroup, Owner, Violation } from '../core/violation.ts';
import { severities } from '../core/violation.ts';

/** A message about to be stored: its groups, and which violations are in each. */
export interface NewBulletin {
  readonly bulletin: Bulletin;
  readonly groups: readonly (readonly string[])[];
}

/** Groups named in one message, and things named in a group; more are counted. Slack takes no more than 12 kB of blocks. */
const mostGroups = 6;
const mostSubjects = 5;
const mostSubjectsOfMany = 3;
const mostOwners = 5;

/** Where violations of an account are told. */
export const alertChannel = (accountId: string, settings: Settings): string =>
  settings.accounts.find(({ id }) => id === accountId)?.alerts ?? settings.compliance.channel;

const groupKey = ({ place, image, finding, subject }: Violation): string =>
  `${place.account} ${place.region} ${image.id} ${finding.kind} ${subject.kind}`;

const byKey = (
  violations: readonly Violation[],
  key: (one: Violation) => string,
): readonly (readonly Violation[])[] => {
  const found = new Map<string, Violation[]>();
  for (const one of violations) {
    const list = found.get(key(one));
    if (list) list.push(one);
    else found.set(key(one), [one]);
  }
  return [...found.values()];
};

function distinctOwners(violations: readonly Violation[]): readonly Owner[] {
  const owners = new Map(violations.flatMap(({ owner }) => (owner ? [[`${owner.kind} ${owner.id}`, owner]] : [])));
  return [...owners.values()].slice(0, mostOwners);
}

function groupOf(violations: readonly Violation[], first: Violation, most = mostSubjects): BulletinGroup {
  return {
    place: first.place,
    image: first.image,
    finding: first.finding,
    total: violations.length,
    subjects: violations.slice(0, most).map(({ subject }) => subject),
    owners: [...distinctOwners(violations)],
  };
}

/** The worst first, then what is most. */
const inOrder = (a: readonly Violation[], b: readonly Violation[]): number => {
  const rank = (group: readonly Violation[]): number => severities.indexOf(group[0]?.finding.severity ?? 'low');
  return rank(b) - rank(a) || b.length - a.length;
};

/** What belongs together: same place, AMI and trouble; the worst first. */
const grouped = (violations: readonly Violation[]): readonly (readonly Violation[])[] =>
  [...byKey(violations, groupKey)].sort(inOrder);

/** The same, told in short. */
export const groupsOf = (violations: readonly Violation[]): readonly BulletinGroup[] =>
  grouped(violations).flatMap((group) => (group[0] ? [groupOf(group, group[0])] : []));

/**
 * Makes one message for each channel and environment out of what nobody was told of yet. Pure.
 * @param untold without those an exemption silences
 */
export function bulletinsOf(
  untold: readonly Violation[],
  settings: Settings,
  at: number,
  newId: () => string,
): readonly NewBulletin[] {
  const channels = byKey(untold, (one) => `${alertChannel(one.place.account, settings)} ${one.environment}`);
  return channels.flatMap((violations) => {
    const [first] = violations;
    if (!first) return [];
    const groups = grouped(violations);
    const named = groups.slice(0, mostGroups);
    const rest = groups.slice(mostGroups).flat();
    const most = groups.length > 2 ? mostSubjectsOfMany : mostSubjects;
    return [
      {
        bulletin: {
          id: newId(),
          channel: alertChannel(first.place.account, settings),
          environment: first.environment,
          at,
          groups: named.flatMap((group) => (group[0] ? [groupOf(group, group[0], most)] : [])),
          ...(rest.length > 0 ? { rest: { groups: groups.length - mostGroups, total: rest.length } } : {}),
        },
        groups: [...named, ...(rest.length > 0 ? [rest] : [])].map((group) => group.map(({ id }) => id)),
      },
    ];
  });
}

/** Whether a moment lies in the hours in which only the worst is told. They may reach over midnight. */
export function isQuiet(at: Date, hours: Settings['compliance']['quietHours']): boolean {
  if (!hours) return false;
  const local = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: hours.timeZone,
  }).format(at);
  return hours.from <= hours.to ? local >= hours.from && local < hours.to : local >= hours.from || local < hours.to;
}
