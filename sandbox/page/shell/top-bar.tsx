import { getState, setState, usePage } from '../state/store.ts';
import { WhoAmI } from './who-am-i.tsx';

export function TopBar() {
  const { slack, awsOpen, tryOpen } = usePage();
  return (
    <header class="top-bar">
      <div class="top-left">
        <span class="top-name">Assay sandbox</span>
        <span class={slack?.appConnected ? 'app-state' : 'app-state app-state-off'} role="status">
          {slack?.appConnected ? 'Bot connected' : 'Bot not connected'}
        </span>
      </div>
      <WhoAmI />
      <div class="top-right">
        {!tryOpen && (
          <button type="button" class="top-button" onClick={openTry}>
            Try this
          </button>
        )}
        <button
          type="button"
          class="top-button"
          aria-pressed={awsOpen}
          data-testid="aws-toggle"
          onClick={() => setState({ awsOpen: !getState().awsOpen })}
        >
          {awsOpen ? 'Hide AWS' : 'Show AWS'}
        </button>
      </div>
    </header>
  );
}

function openTry(): void {
  localStorage.removeItem('try-this');
  setState({ tryOpen: true });
}
