import { setState, usePage } from '../state/store.ts';
import { AccountView } from './account-view.tsx';
import { CallList } from './call-list.tsx';

/** What AWS now holds, without Slack in between. */
export function AwsView() {
  const { aws } = usePage();
  return (
    <aside class="aws" aria-label="AWS now" data-testid="aws">
      <header class="panel-head">
        <h2 class="panel-title">AWS now</h2>
        <span class="panel-note">plain view of the fake AWS</span>
        <button
          type="button"
          class="icon-button"
          aria-label="Close AWS view"
          onClick={() => setState({ awsOpen: false })}
        >
          ×
        </button>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard. */}
      <section class="aws-accounts" tabIndex={0} aria-label="Accounts">
        {aws?.accounts.map((account) => (
          <AccountView key={account.id} account={account} />
        ))}
      </section>
      <CallList calls={aws?.calls ?? []} />
    </aside>
  );
}
