import { z } from 'zod';
import { groupEntry } from '../compliance/bulletin-message.ts';
import { groupsOf } from '../compliance/bulletins.ts';
import type { Place } from '../core/aws.ts';
import { type CommandContext, defineCommand } from '../core/command.ts';
import { argument } from '../core/input.ts';
import type { Line, Message } from '../core/message.ts';
import { bold, time } from '../core/message.ts';
import { nearest } from '../core/nearest.ts';
import { UserError } from '../core/outcome.ts';
import type { Settings } from '../core/settings.ts';
import type { Coverage } from '../core/violations.ts';
import { demandsApproval, environmentOf } from '../lookup/launch-rule.ts';
import { placeName } from '../lookup/places.ts';

/** Read for one answer; a count beyond it says "more than". */
const most = 2000;
const shownGroups = 12;
/** A look is old when so many should have come since. */
const missedLooks = 3;

interface Scope {
  readonly name: string;
  readonly account?: string;
  readonly environment?: string;
}

/** An account or an environment; left out: everything. */
function scopeOf(of: string | undefined, settings: Settings): Scope {
  if (of === undefined) return { name: 'everywhere' };
  const text = of.toLowerCase();
  const environment = settings.environments.find(({ name }) => name === text);
  if (environment) return { name: environment.name, environment: environment.name };
  const account = settings.accounts.find(({ alias, id }) => alias === text || id === text);
  if (account) return { name: account.alias, account: account.id };
  const known = [...settings.environments.map(({ name }) => name), ...settings.accounts.map(({ alias }) => alias)];
  const meant = nearest(text, known);
  throw new UserError('not_found', `There is no environment or account "${of}".`, {
    field: 'of',
    hint: meant ? `Did you mean ${meant}?` : `I know: ${known.join(', ')}.`,
  });
}

/** Accounts and Regions where only approved AMIs may run. */
function placesIn({ account, environment }: Scope, settings: Settings): readonly Place[] {
  return settings.accounts
    .filter(({ id }) => demandsApproval(environmentOf(id, settings)))
    .filter((one) => (account ?? one.id) === one.id && (environment ?? one.environment) === one.environment)
    .flatMap(({ id, regions }) => regions.map((region) => ({ account: id, region })));
}

const isAt =
  ({ account, region }: Place) =>
  ({ place }: Coverage): boolean =>
    place.account === account && place.region === region;

/** What nobody may take for clean. */
async function blindSpots(
  places: readonly Place[],
  coverage: readonly Coverage[],
  { settings, records, requestedAt }: CommandContext,
): Promise<readonly Line[]> {
  const troubles = await records.troubles();
  const { everyMs, isOn } = settings.compliance;
  if (!isOn) return ['Sweeps are switched off: nothing is looked at (compliance.sweep).'];
  return places.flatMap((place): readonly Line[] => {
    const seen = coverage.find(isAt(place));
    const why = troubles.find(({ round }) => round === `compliance ${place.account} ${place.region}`)?.why;
    const name = placeName(place, settings);
    if (!seen) return [[bold(`${name} was not seen yet`), why ? `: ${why}` : '.']];
    const isOld = requestedAt.getTime() - seen.at > missedLooks * everyMs + 60_000;
    return [
      ...(isOld || why
        ? [[bold(`${name} was last seen whole `), time(seen.at), why ? `: ${why}` : '.'] satisfies Line]
        : []),
      ...(seen.unjudged > 0
        ? [[bold(`${seen.unjudged} in ${name} could not be judged`), `: ${seen.why ?? 'AWS did not say why'}`] as Line]
        : []),
    ];
  });
}

async function overview(scope: Scope, context: CommandContext): Promise<Message> {
  const { settings, records } = context;
  const places = placesIn(scope, settings);
  if (places.length === 0)
    return {
      title: `${scope.name}: any AMI may run there`,
      lines: ['Only approved ones may where an environment is production, or says launch: approved-only.'],
    };
  const [found, coverage] = await Promise.all([
    records.violations.list({ environment: scope.environment, account: scope.account, limit: most }),
    records.violations.coverage(),
  ]);
  const warnings = await blindSpots(places, coverage, context);
  const silenced = found.filter(({ exemption }) => exemption !== undefined);
  const open = found.filter(({ exemption }) => exemption === undefined);
  const groups = groupsOf(open);
  const seen = places.flatMap((place) => coverage.find(isAt(place)) ?? []);
  const count = `${found.length === most ? 'more than ' : ''}${open.length}`;
  return {
    title:
      open.length > 0
        ? `${scope.name}: ${count} run from AMIs they should not`
        : warnings.length > 0
          ? `${scope.name}: nothing found, but not everything was seen`
          : `${scope.name}: everything runs from approved AMIs`,
    tone: open.length > 0 ? 'bad' : warnings.length > 0 ? 'warning' : 'good',
    warnings,
    facts: seen.map(({ place, instances, launchers, at }) => ({
      label: placeName(place, settings),
      value: [`${instances} instances, ${launchers} groups and templates, seen `, time(at)],
    })),
    entries: groups
      .slice(0, shownGroups)
      .map((group) =>
        groupEntry(
          group,
          group.total,
          {},
          scope.environment ?? environmentOf(group.place.account, settings).name,
          settings,
        ),
      ),
    notes: [
      ...(groups.length > shownGroups ? [`${groups.length - shownGroups} more AMIs: ask for one account.`] : []),
      ...(silenced.length > 0 ? [`${silenced.length} are exempted.`] : []),
    ],
  };
}

/** `/ami compliance` */
export const compliance = defineCommand({
  name: 'compliance',
  summary: 'What runs, or would start next, from AMIs that are not approved',
  examples: ['compliance', 'compliance production', 'compliance prod'],
  details: [
    'Every account and Region where only approved AMIs may run is swept again and again; this is what the last looks saw, and when. What could not be looked at is named and never counts as clean.',
    'A tag alone is no approval: each is proven by its signature, in the account that owns the AMI.',
  ],
  menu: { group: 'Approvals', label: 'Compliance' },
  input: z.strictObject({
    of: argument(z.string().trim().max(100).optional(), {
      title: 'Of',
      hint: 'An environment or an account. Left out: all of them.',
      position: 0,
      example: 'production',
    }),
  }),
  iam: [],
  onlyReads: true,
  answer: ({ of }, context) => overview(scopeOf(of, context.settings), context),
});
