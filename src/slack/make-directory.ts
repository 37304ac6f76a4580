import type { WebClient } from '@slack/web-api';
import { UserError } from '../core/outcome.ts';
import type { Directory, Person } from '../core/people.ts';
import { makeClient, type SlackAccess } from './make-client.ts';
import { slackFailure } from './slack-failure.ts';

const unknownPerson = ['user_not_found', 'user_not_visible', 'users_not_found'];

/** Whatever Slack does not answer clearly is no answer: nobody is let through on a guess. */
function refusal(error: unknown, about: string): Error {
  const failure = slackFailure(error);
  if (!failure) return error instanceof Error ? error : new Error(String(error));
  if (failure.kind === 'refused' && unknownPerson.includes(failure.code))
    return new UserError('identity_unknown', `Slack knows nobody with the id ${about}.`, { cause: error });
  const why =
    failure.kind === 'throttled' ? 'it asks for fewer calls' : failure.kind === 'refused' ? failure.code : failure.why;
  return new UserError('slack_failed', `Slack could not be asked about ${about} (${why}); nothing was done.`, {
    hint: failure.kind === 'refused' ? 'An administrator has to look at this.' : 'Try again in a minute.',
    cause: error,
  });
}

type User = NonNullable<Awaited<ReturnType<WebClient['users']['info']>>['user']>;

/** Fields Slack sends and its types do not name. */
interface More {
  readonly is_workflow_bot?: boolean;
  readonly is_connector_bot?: boolean;
}

function personOf(user: User & More, homeTeam: string): Person {
  const teams = [user.team_id, ...(user.enterprise_user?.teams ?? [])];
  return {
    userId: user.id ?? '',
    teamId: user.team_id ?? '',
    name: user.profile?.display_name || user.real_name || user.name || user.id || '',
    isBot:
      user.is_bot === true ||
      user.is_workflow_bot === true ||
      user.is_connector_bot === true ||
      user.id === 'USLACKBOT',
    isGuest: user.is_restricted === true || user.is_ultra_restricted === true,
    isDeactivated: user.deleted === true || user.is_invited_user === true,
    // `is_stranger` is false for partners in a shared channel, so the team decides; a missing team is not ours.
    isOutsider: user.is_stranger === true || !teams.includes(homeTeam),
  };
}

/** People and groups by Slack's Web API, asked for every decision; nothing is kept but the home team's id. */
export function makeDirectory(access: SlackAccess): Directory {
  const client = makeClient(access, 4000);
  let team: Promise<string> | undefined;
  const homeTeam = (): Promise<string> => {
    team ??= client.auth.test().then(
      (answer) => answer.team_id ?? '',
      (error: unknown) => {
        team = undefined;
        throw error;
      },
    );
    return team;
  };
  return {
    async person(userId) {
      try {
        const [home, { user }] = await Promise.all([homeTeam(), client.users.info({ user: userId })]);
        if (user?.id !== userId || home === '')
          throw new UserError('identity_unknown', `Slack did not say who ${userId} is.`);
        return personOf(user, home);
      } catch (error) {
        throw error instanceof UserError ? error : refusal(error, userId);
      }
    },
    async groupMembers(groupId) {
      try {
        const home = await homeTeam();
        const { usergroups } = await client.usergroups.list({ include_disabled: true, team_id: home });
        const group = usergroups?.find(({ id }) => id === groupId);
        if (!group)
          throw new UserError('slack_failed', `Slack knows no user group ${groupId}.`, {
            hint: 'An administrator has to correct the configuration.',
          });
        // What Slack answers for a disabled group's members is not documented: nobody is in it.
        if ((group.date_delete ?? 0) > 0) return [];
        const { users } = await client.usergroups.users.list({ usergroup: groupId, team_id: home });
        return users ?? [];
      } catch (error) {
        throw error instanceof UserError ? error : refusal(error, `the user group ${groupId}`);
      }
    },
  };
}
