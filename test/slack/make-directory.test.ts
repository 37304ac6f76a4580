import { describe, expect, it } from 'vitest';
import { makeDirectory } from '../../src/slack/make-directory.ts';
import { keepLog } from './quiet-log.ts';
import { ADA, BEN, CLEO, HOME_TEAM } from './some-runs.ts';
import { openSlack } from './stage.ts';

async function open() {
  const slack = await openSlack();
  const directory = makeDirectory({ botToken: slack.tokens.bot, apiUrl: slack.apiUrl, log: keepLog() });
  return { slack, directory };
}

const member = { isBot: false, isGuest: false, isDeactivated: false, isOutsider: false };

describe('who somebody is', () => {
  it.each([
    ['a member', ADA, member],
    ['a guest', 'U0GUS00001', { ...member, isGuest: true }],
    ['a bot', 'U0DEPLOYBT', { ...member, isBot: true }],
    ['somebody who left', 'U0DORA0001', { ...member, isDeactivated: true }],
    ['a partner in a shared channel', 'U0OLGA0001', { ...member, isOutsider: true }],
  ])('%s', async (_, userId, facts) => {
    const { directory } = await open();
    expect(await directory.person(userId)).toMatchObject({ userId, ...facts });
  });

  it('is asked fresh', async () => {
    const { slack, directory } = await open();
    expect(await directory.person(ADA)).toMatchObject({ teamId: HOME_TEAM, isDeactivated: false });
    await slack.setUser(ADA, { isDeleted: true });
    expect(await directory.person(ADA)).toMatchObject({ isDeactivated: true });
    await slack.setGroup('S0APPROVERS', [BEN]);
    expect(await directory.groupMembers('S0APPROVERS')).toEqual([BEN]);
  });

  it('knows the members of a group, and nobody in a disabled one', async () => {
    const { directory } = await open();
    expect(await directory.groupMembers('S0APPROVERS')).toEqual([ADA, BEN, CLEO]);
    expect(await directory.groupMembers('S0FORMERLY')).toEqual([]);
  });

  it('never guesses: unknown people, unknown groups and a Slack that does not answer are refused', async () => {
    const { slack, directory } = await open();
    await expect(directory.person('U0NOBODY01')).rejects.toMatchObject({ code: 'identity_unknown' });
    await expect(directory.groupMembers('S0NOSUCH')).rejects.toMatchObject({ code: 'slack_failed' });
    slack.faults.add({ kind: 'throttle', call: 'users.info', times: 1 });
    await expect(directory.person(ADA)).rejects.toMatchObject({ code: 'slack_failed' });
    slack.faults.add({ kind: 'status', call: 'usergroups.users.list', status: 500, times: 1 });
    await expect(directory.groupMembers('S0APPROVERS')).rejects.toMatchObject({ code: 'slack_failed' });
    slack.setScopes([]);
    await expect(directory.person(ADA)).rejects.toMatchObject({ code: 'slack_failed' });
  });
});
