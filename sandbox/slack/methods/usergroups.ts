import { groupJson } from '../as-slack-writes.ts';
import type { Method } from '../method.ts';
import { SlackRefusal } from '../slack-refusal.ts';

const list: Method = {
  name: 'usergroups.list',
  token: 'bot',
  scopes: ['usergroups:read'],
  rate: 'tier2',
  run: ({ world, args }) => ({
    usergroups: [...world.directory.groups.values()]
      .filter((group) => args.flag('include_disabled') || !group.isDisabled)
      .map((group) => groupJson(world, group, { users: args.flag('include_users') })),
  }),
};

const members: Method = {
  name: 'usergroups.users.list',
  token: 'bot',
  scopes: ['usergroups:read'],
  rate: 'tier2',
  run: ({ world, args }) => {
    const group = world.directory.groups.get(args.needed('usergroup'));
    if (group === undefined) throw new SlackRefusal('no_such_subteam');
    // What Slack answers for a disabled group is not documented. The members are given, because that is the
    // dangerous case: an app must look at `date_delete` itself.
    return { users: group.members };
  },
};

export const methods: readonly Method[] = [list, members];
