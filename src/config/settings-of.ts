import type { Settings } from '../core/settings.ts';
import type { ConfigFile } from './schema.ts';

const hours = (milliseconds: number): number => milliseconds / 3_600_000;

/** ARNs as launch permissions write them; the partition is that of Assay's own role. */
function organizationOf({ aws, organization }: ConfigFile): Settings['organization'] {
  if (!aws.organization || !organization) return undefined;
  const start = `arn:${aws.hubRole.split(':')[1]}:organizations::${organization.managementAccount}`;
  return {
    id: aws.organization,
    arn: `${start}:organization/${aws.organization}`,
    units: organization.units.map(({ alias, id }) => ({ alias, arn: `${start}:ou/${aws.organization}/${id}` })),
  };
}

/** The generated rules are called after their environments; those of an organisation get other names from AWS. */
function configOf({ compliance, environments }: ConfigFile): Settings['compliance']['config'] {
  const { configRule, aggregator } = compliance;
  if (!configRule) return undefined;
  const named = environments.flatMap(({ name }): [string, string][] => {
    const rule = typeof configRule === 'string' ? configRule.replaceAll('<environment>', name) : configRule[name];
    return rule === undefined ? [] : [[name, rule]];
  });
  return { rules: Object.fromEntries(named), aggregator };
}

function complianceOf(file: ConfigFile): Settings['compliance'] {
  const { compliance, slack } = file;
  const { sweep, every, channel, quietHours, owners, remind, digest, exemptions, falseTags, stopInstances } =
    compliance;
  return {
    isOn: sweep,
    everyMs: every,
    channel: channel ?? slack.channels.requests,
    quietHours,
    config: configOf(file),
    longestExemptionMs: exemptions.longest,
    falseTags,
    stopInstances,
    owners: {
      tag: owners.tag,
      people: Object.fromEntries(
        Object.entries(owners.people).map(([value, id]) => [
          value,
          { kind: id.startsWith('S') ? ('group' as const) : ('person' as const), id },
        ]),
      ),
    },
    digest: digest && { ...digest, channel: digest.channel ?? channel ?? slack.channels.requests },
    remindMs: Object.fromEntries(Object.entries(remind).filter(([, pause]) => pause !== 'off')),
  };
}

/** The part of the file that commands, jobs and approvals may see. */
export function settingsOf(file: ConfigFile): Settings {
  const production = file.environments.filter((environment) => environment.production);
  const [onlyProduction] = production;
  return {
    accounts: file.accounts.map(({ alias, id, environment, regions, writeRole, keys, instanceRoles, alerts }) => ({
      alias,
      id,
      environment,
      regions,
      writeRoleArn: writeRole,
      keys,
      instanceRoles,
      alerts,
    })),
    environments: file.environments.map(({ name, production: isProduction, launch, approvals }) => ({
      name,
      isProduction,
      launch: launch ?? (isProduction ? 'approved-only' : 'any'),
      channel: approvals?.channel,
      approvals: approvals && {
        minimum: isProduction ? Math.max(2, approvals.minimum) : approvals.minimum,
        users: approvals.users,
        groups: approvals.groups,
        expiresAfterHours: hours(approvals.expiresAfter),
        remindAfterHours: hours(approvals.remindAfter),
        carryOver: approvals.carryOver,
      },
    })),
    // With a single production environment "promote" can only mean that one.
    defaultEnvironment: file.defaultEnvironment ?? (production.length === 1 ? onlyProduction?.name : undefined),
    tags: file.tags,
    channels: file.slack.channels,
    demands: file.demands,
    builds: {
      follow: file.builds.follow,
      channel: file.builds.channel ?? file.slack.channels.requests,
      newsHours: hours(file.builds.news),
    },
    compliance: complianceOf(file),
    requesters: file.requesters,
    copies: file.copies,
    graceSeconds: file.grace / 1000,
    retirement: {
      deprecateAfterMs: file.retirement.deprecateAfter,
      disableAfterMs: file.retirement.disableAfter,
      deregisterAfterMs: file.retirement.deregisterAfter,
    },
    signingKey: file.aws.signingKey,
    formerSigningKeys: file.aws.formerSigningKeys,
    organization: organizationOf(file),
    keyPolicies: file.sharing.keyPolicies,
  };
}
