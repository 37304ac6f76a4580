import type { Method } from '../method.ts';

export const methods: readonly Method[] = [
  {
    name: 'chat.getPermalink',
    token: 'bot',
    scopes: [],
    rate: 'hundreds',
    run: ({ world, args }) => {
      const channel = world.directory.channel(args.needed('channel'));
      const message = world.messages.find(channel.id, args.needed('message_ts'));
      const place = `https://${world.seed.team.domain}.slack.com/archives/${channel.id}/p${message.ts.replace('.', '')}`;
      const thread = message.threadTs === undefined ? '' : `?thread_ts=${message.threadTs}&cid=${channel.id}`;
      return { channel: channel.id, permalink: place + thread };
    },
  },
];
