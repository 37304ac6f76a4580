import type { SlackView } from '../../contract.ts';
import { BlockList } from '../blocks/block-list.tsx';
import { HostContext } from '../blocks/host.ts';
import { useViewHost } from '../blocks/view-host.ts';
import { usePage } from '../state/store.ts';
import { AppTabs } from './app-tabs.tsx';

export function HomeTab() {
  const { slack } = usePage();
  const direct = slack?.channels.find((channel) => channel.isDirect);
  return (
    <section class="conversation" aria-label="App home" data-testid="home">
      <AppTabs active="home" channel={direct} />
      <div class="home-scroll">
        {slack?.home ? (
          <HomeView view={slack.home} />
        ) : (
          <p class="loading">The app has not published a Home tab for this person yet.</p>
        )}
      </div>
    </section>
  );
}

function HomeView({ view }: { readonly view: SlackView }) {
  return (
    <div class="home">
      <HostContext.Provider value={useViewHost(view, view.errors)}>
        <BlockList blocks={view.blocks} />
      </HostContext.Provider>
    </div>
  );
}
