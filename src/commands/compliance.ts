import { z } from 'zod';
import { blindSpotLine } from '../compliance/blind-spot-line.ts';
import { blindSpotsOf, guardedPlaces, isAt } from '../compliance/blind-spots.ts';
import { groupEntry } from '../compliance/bulletin-message.ts';
import { groupsOf } from '../compliance/bulletins.ts';
import { configLines } from '../compliance/config-lines.ts';
import { exemptionEntries } from '../compliance/exemption-entries.ts';
import { nameOf } from '../compliance/words.ts';
import type { Place } from '../core/aws.ts';
import { type CommandContext, defineCommand } from '../core/command.ts';
import { argument } from '../core/input.ts';
import type { Line, Message } from '../core/message.ts';
import { time } from '../core/message.ts';
import { nearest } from '../core/nearest.ts';
import { UserError } from '../core/outcome.ts';
import type { RoundTrouble } from '../core/rounds.ts';
import type { Settings } from '../core/settings.ts';
import type { Coverage } from '../core/violations.ts';
import { findViolations } from '../lookup/find-violations.ts';
import { whereArguments } from '../lookup/image-arguments.ts';
import { isSamePlace, placeName } from '../lookup/places.ts';

/** Read for one answer; a count beyond it says "more than". */
const most = 2000;
const shownGroups = 6;

interface Where {
  readonly account?: string | undefined;
  readonly region?: string | undefined;
}

interface Scope {
  readonly name: string;
  readonly account?: string;
  readonly environment?: string;
}

/** An account or an environment; left out: everything. Undefined: something else is meant. */
function scopeOf(of: string | undefined, settings: Settings): Scope | undefined {
  if (of === undefined) return { name: 'everywhere' };
  const text = of.toLowerCase();
  const environment = settings.environments.find(({ name }) => name === text);
  if (environment) return { name: environment.name, environment: environment.name };
  const account = settings.accounts.find(({ alias, id }) => alias === text || id === text);
  return account && { name: account.alias, account: account.id };
}

function notFound(of: string, settings: Settings): UserError {
  const known = [...settings.environments.map(({ name }) => name), ...settings.accounts.map(({ alias }) => alias)];
  const meant = nearest(of.toLowerCase(), known);
  return new UserError('not_found', `There is no environment or account "${of}", and nothing of that name is open.`, {
    field: 'of',
    hint: meant ? `Did you mean ${meant}?` : `I know: ${known.join(', ')}.`,
  });
}

/** One thing, or all that runs from one AMI in a place, with everything that can be done about it. */
async function aboutOne(of: string, input: Where, context: CommandContext): Promise<Message> {
  const { settings, records } = context;
  const { place, environment, subject, image, violations } = await findViolations(of, context, input).catch(
    (error: unknown) => {
      throw error instanceof UserError && error.code === 'not_found' ? notFound(of, settings) : error;
    },
  );
  const exemptions = (await records.exemptions.list({ account: place.account, limit: most })).filter(
    (one) => one.place.region === place.region && one.image.id === image.id,
  );
  return {
    title: `${environment}: ${subject ? nameOf(subject) : image.id}`,
    tone: 'warning',
    entries: [
      ...groupsOf(violations).map((group) =>
        groupEntry(group, { open: group.total, environment, settings, room: 'all' }),
      ),
      ...exemptionEntries(exemptions, violations, context),
    ],
    notes: [['Seen since ', time(Math.min(...violations.map(({ firstSeenAt }) => firstSeenAt)))]],
  };
}

/** What nobody may take for clean. */
function warningsOf(
  places: readonly Place[],
  coverage: readonly Coverage[],
  troubles: readonly RoundTrouble[],
  { settings, requestedAt }: CommandContext,
): readonly Line[] {
  if (!settings.compliance.isOn) return ['Sweeps are switched off: nothing is looked at (compliance.sweep).'];
  const spots = blindSpotsOf(places, coverage, troubles, settings.compliance, requestedAt.getTime());
  return spots.map((spot) => blindSpotLine(spot, settings));
}

async function overview(scope: Scope, context: CommandContext): Promise<Message> {
  const { settings, records } = context;
  const places = guardedPlaces(settings, scope);
  if (places.length === 0)
    return {
      title: `${scope.name}: any AMI may run there`,
      lines: ['Only approved ones may where an environment is production, or says launch: approved-only.'],
    };
  const [found, coverage, exemptions] = await Promise.all([
    records.violations.list({ environment: scope.environment, account: scope.account, limit: most }),
    records.violations.coverage(),
    records.exemptions.list({ environment: scope.environment, account: scope.account, limit: most }),
  ]);
  const troubles = await records.troubles();
  const warnings = warningsOf(places, coverage, troubles, context);
  const beside = configLines(places, await records.configViews.all(), troubles, settings);
  const exempted = exemptionEntries(exemptions, found, context);
  const open = found.filter(({ exemption }) => exemption === undefined);
  const groups = groupsOf(open);
  // As it was when it was found: the account may have left the configuration since.
  const environmentAt = (place: Place): string => open.find((one) => isSamePlace(one.place, place))?.environment ?? '';
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
    entries: [
      ...groups.slice(0, shownGroups).map((group) =>
        groupEntry(group, {
          open: group.total,
          environment: scope.environment ?? environmentAt(group.place),
          settings,
          room: 'some',
        }),
      ),
      ...exempted,
      ...(beside.length > 0 ? [{ lines: beside }] : []),
    ],
    notes: [...(groups.length > shownGroups ? [`${groups.length - shownGroups} more AMIs: ask for one account.`] : [])],
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
      hint: 'An environment, an account, or one thing: an instance, a group, an AMI. Left out: everything.',
      position: 0,
      example: 'production',
    }),
    ...whereArguments,
  }),
  iam: [],
  onlyReads: true,
  answer({ of, ...where }, context) {
    const scope = scopeOf(of, context.settings);
    return scope ? overview(scope, context) : aboutOne(of ?? '', where, context);
  },
});
