import type { SlackChannel } from '../../contract.ts';
import { goTo } from '../state/navigate.ts';
import type { Place } from '../state/page-state.ts';
import { usePage } from '../state/store.ts';
import { unreadIn } from '../state/unread.ts';
import { BotAvatar } from './avatar.tsx';
import { ChannelSign } from './channel-sign.tsx';

export function Sidebar() {
  const { slack, place } = usePage();
  if (!slack) return null;
  const bot = slack.users.find((user) => user.id === slack.botUserId);
  const direct = slack.channels.find((channel) => channel.isDirect);
  return (
    <nav class="sidebar" aria-label="Channels">
      <h1 class="workspace">{slack.teamName}</h1>
      <h2 class="sidebar-heading">Channels</h2>
      <ul class="sidebar-list">
        {slack.channels
          .filter((channel) => !channel.isDirect)
          .map((channel) => (
            <ChannelLink key={channel.id} channel={channel} />
          ))}
      </ul>
      <h2 class="sidebar-heading">Apps</h2>
      <ul class="sidebar-list">
        {direct ? (
          <ChannelLink channel={direct} app={bot?.realName ?? 'App'} />
        ) : (
          <Entry active={place?.kind === 'home'} go={{ kind: 'home' }} testId="app-home">
            <BotAvatar size={20} /> {bot?.realName ?? 'App'}
          </Entry>
        )}
      </ul>
    </nav>
  );
}

function ChannelLink({ channel, app }: { readonly channel: SlackChannel; readonly app?: string }) {
  const { slack, place } = usePage();
  const unread = unreadIn(channel, slack?.messages ?? []);
  const open = place?.kind === 'channel' && place.id === channel.id;
  const active = open || (app !== undefined && place?.kind === 'home');
  return (
    <Entry
      active={active}
      unread={unread.count > 0 && !active}
      go={{ kind: 'channel', id: channel.id }}
      testId="channel"
    >
      {app ? <BotAvatar size={20} /> : <ChannelSign isPrivate={channel.isPrivate} />}
      <span class="channel-name">{app ?? channel.name}</span>
      {channel.isExtShared && <span class="channel-mark">shared</span>}
      {channel.isArchived && <span class="channel-mark">archived</span>}
      {unread.mentions > 0 && !active && (
        <span class="badge">
          {unread.mentions}
          <span class="unseen"> mentions</span>
        </span>
      )}
    </Entry>
  );
}

interface EntryProps {
  readonly active: boolean;
  readonly unread?: boolean;
  readonly go: Place;
  readonly testId: string;
  readonly children: preact.ComponentChildren;
}

function Entry({ active, unread = false, go, testId, children }: EntryProps) {
  return (
    <li>
      <button
        type="button"
        class={unread ? 'sidebar-entry sidebar-unread' : 'sidebar-entry'}
        aria-current={active ? 'page' : undefined}
        data-testid={testId}
        data-channel={go.kind === 'channel' ? go.id : 'home'}
        onClick={() => goTo(go)}
      >
        {children}
        {unread && <span class="unseen">, unread</span>}
      </button>
    </li>
  );
}
