import { AwsView } from '../aws/aws-view.tsx';
import { Conversation } from '../conversation/conversation.tsx';
import { HomeTab } from '../conversation/home-tab.tsx';
import { ThreadPanel } from '../conversation/thread-panel.tsx';
import { ConfirmDialog } from '../elements/confirm-dialog.tsx';
import { ModalStack } from '../modal/modal-stack.tsx';
import { usePage } from '../state/store.ts';
import { Sidebar } from './sidebar.tsx';
import { TopBar } from './top-bar.tsx';

export function App() {
  const { slack, place, thread, awsOpen, confirm, connected } = usePage();
  if (!slack) return <p class="loading">{connected ? 'Opening the workspace…' : lostSentence}</p>;
  const channel = place?.kind === 'channel' ? slack.channels.find((one) => one.id === place.id) : undefined;
  const layout = ['page', thread && channel ? 'with-thread' : '', awsOpen ? 'with-aws' : ''].join(' ');
  return (
    <div class={layout}>
      <TopBar />
      {!connected && (
        <p class="lost" role="alert">
          {lostSentence}
        </p>
      )}
      <Sidebar />
      <main class="middle">
        {place?.kind === 'home' && <HomeTab />}
        {channel && <Conversation key={channel.id} channel={channel} />}
        {!channel && place?.kind !== 'home' && <p class="loading">This person is in no channel.</p>}
      </main>
      {thread && channel && <ThreadPanel key={thread} channel={channel} threadTs={thread} />}
      {awsOpen && <AwsView />}
      <ModalStack />
      {confirm && <ConfirmDialog request={confirm} />}
    </div>
  );
}

const lostSentence =
  'The sandbox does not answer. Start it again with “npm run sandbox”; this page comes back by itself.';
