import type { Method } from '../method.ts';

export const methods: readonly Method[] = [
  {
    name: 'auth.test',
    token: 'bot',
    scopes: [],
    rate: 'hundreds',
    run: ({ world: { seed } }) => ({
      url: `https://${seed.team.domain}.slack.com/`,
      team: seed.team.name,
      user: 'assay',
      team_id: seed.team.id,
      user_id: seed.app.botUserId,
      bot_id: seed.app.botId,
      is_enterprise_install: false,
    }),
  },
];
