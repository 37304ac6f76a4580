import { setState, usePage } from '../state/store.ts';
import { WhoAmI } from './who-am-i.tsx';

export function TopBar() {
  const { slack, awsOpen, tryOpen, thread } = usePage();
  const shown = awsOpen && !(thread && isNarrow());
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
          aria-pressed={shown}
          data-testid="aws-toggle"
          onClick={() => (shown ? setState({ awsOpen: false }) : showAws())}
        >
          {shown ? 'Hide AWS' : 'Show AWS'}
        </button>
      </div>
    </header>
  );
}

/** Where the thread takes the place of the AWS view; the same width stands in frame.css. */
function isNarrow(): boolean {
  return matchMedia('(max-width: 1320px)').matches;
}

function showAws(): void {
  setState(isNarrow() ? { awsOpen: true, thread: undefined } : { awsOpen: true });
}

function openTry(): void {
  localStorage.removeItem('try-this');
  setState({ tryOpen: true });
}
