import type { Method } from '../method.ts';
import { SlackRefusal } from '../slack-refusal.ts';

const team: Method = {
  name: 'team.info',
  token: 'bot',
  scopes: ['team:read'],
  rate: 'tier3',
  run: ({ world: { seed } }) => ({
    team: { id: seed.team.id, name: seed.team.name, domain: seed.team.domain, email_domain: '', icon: {} },
  }),
};

const bots: Method = {
  name: 'bots.info',
  token: 'bot',
  scopes: ['users:read'],
  rate: 'tier3',
  run: ({ world: { seed }, args }) => {
    if (args.needed('bot') !== seed.app.botId) throw new SlackRefusal('bot_not_found');
    return {
      bot: { id: seed.app.botId, deleted: false, name: 'assay', app_id: seed.app.id, user_id: seed.app.botUserId },
    };
  },
};

export const methods: readonly Method[] = [team, bots];
