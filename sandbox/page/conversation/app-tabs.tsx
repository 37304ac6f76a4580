import type { SlackChannel } from '../../contract.ts';
import { BotAvatar } from '../shell/avatar.tsx';
import { goTo } from '../state/navigate.ts';
import { usePage } from '../state/store.ts';

interface AppTabsProps {
  readonly active: 'home' | 'messages';
  readonly channel: SlackChannel | undefined;
}

/** The head of the app's own place: Home and Messages. */
export function AppTabs({ active, channel }: AppTabsProps) {
  const { slack } = usePage();
  const bot = slack?.users.find((user) => user.id === slack.botUserId);
  return (
    <header class="app-head">
      <h2 class="channel-title">
        <BotAvatar size={24} /> {bot?.realName ?? 'App'}
      </h2>
      <div class="tabs" role="tablist">
        <button
          type="button"
          role="tab"
          class="tab"
          aria-selected={active === 'home'}
          onClick={() => goTo({ kind: 'home' })}
        >
          Home
        </button>
        {channel && (
          <button
            type="button"
            role="tab"
            class="tab"
            aria-selected={active === 'messages'}
            onClick={() => goTo({ kind: 'channel', id: channel.id })}
          >
            Messages
          </button>
        )}
      </div>
    </header>
  );
}
