import { userJson } from '../as-slack-writes.ts';
import type { Method } from '../method.ts';
import { pageOf } from '../page-of.ts';
import { SlackRefusal } from '../slack-refusal.ts';

const info: Method = {
  name: 'users.info',
  token: 'bot',
  scopes: ['users:read'],
  rate: 'tier4',
  run: ({ world, args, caller }) => ({
    user: userJson(world, world.directory.user(args.needed('user')), {
      email: caller.scopes.includes('users:read.email'),
      locale: args.flag('include_locale'),
    }),
  }),
};

const list: Method = {
  name: 'users.list',
  token: 'bot',
  scopes: ['users:read'],
  rate: 'tier2',
  run: ({ world, args, caller }) => {
    const page = pageOf([...world.directory.users.values()], args);
    const shown = { email: caller.scopes.includes('users:read.email'), locale: args.flag('include_locale') };
    return { members: page.items.map((user) => userJson(world, user, shown)), cache_ts: world.now(), ...page.meta };
  },
};

const lookupByEmail: Method = {
  name: 'users.lookupByEmail',
  token: 'bot',
  scopes: ['users:read.email'],
  rate: 'tier3',
  run: ({ world, args }) => {
    const email = args.needed('email').toLowerCase();
    const found = [...world.directory.users.values()].find(
      (user) => user.email?.toLowerCase() === email && !user.isDeleted && !world.directory.isOutsider(user),
    );
    // Said of deactivated people too.
    if (found === undefined) throw new SlackRefusal('users_not_found');
    return { user: userJson(world, found, { email: true, locale: false }) };
  },
};

export const methods: readonly Method[] = [info, list, lookupByEmail];
