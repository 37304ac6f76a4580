import type { SlackChannel } from '../../contract.ts';
import { ChannelSign } from '../shell/channel-sign.tsx';
import { TryThis } from '../shell/try-this.tsx';
import { usePage } from '../state/store.ts';
import { AppTabs } from './app-tabs.tsx';
import { Composer } from './composer.tsx';
import { inChannel } from './in-channel.ts';
import { MessageList } from './message-list.tsx';

export function Conversation({ channel }: { readonly channel: SlackChannel }) {
  const { slack, tryOpen } = usePage();
  const people = channel.members.length;
  return (
    <section class="conversation" aria-label={channel.isDirect ? 'Messages' : `Channel ${channel.name}`}>
      {channel.isDirect ? (
        <AppTabs active="messages" channel={channel} />
      ) : (
        <header class="channel-head">
          <h2 class="channel-title">
            <ChannelSign isPrivate={channel.isPrivate} /> {channel.name}
          </h2>
          <p class="channel-topic" title={channel.topic}>
            {channel.topic}
          </p>
          <span class="channel-people">
            {people} {people === 1 ? 'member' : 'members'}
          </span>
        </header>
      )}
      {tryOpen && <TryThis />}
      <MessageList channel={channel} messages={inChannel(slack?.messages ?? [], channel.id)} />
      <Composer channel={channel} />
    </section>
  );
}
