import { useState } from 'preact/hooks';
import type { AwsCall } from '../../contract.ts';
import { usePage } from '../state/store.ts';
import { useFresh } from '../state/use-fresh.ts';
import { useAccountName } from './account-name.ts';

/** As many as one can look through; the servers keep them all. */
const shown = 60;

/** The latest API calls, newest first, as CloudTrail would list them: with the person behind each. */
export function CallList({ calls }: { readonly calls: readonly AwsCall[] }) {
  const [withReads, setWithReads] = useState(false);
  const told = withReads ? calls : calls.filter((call) => !isRead(call));
  const latest = named(told.slice(-shown)).toReversed();
  return (
    <section class="calls" aria-label="API calls" data-testid="aws-calls">
      <h3 class="calls-title">
        {withReads ? 'All API calls' : 'What was written'} <span class="faint">and for whom</span>
        <label class="calls-reads">
          <input type="checkbox" checked={withReads} onChange={() => setWithReads(!withReads)} /> reads too
        </label>
      </h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard. */}
      <section class="calls-scroll" tabIndex={0} aria-label="API calls, newest first">
        {latest.length === 0 && <p class="calls-empty">{withReads ? 'No call yet.' : 'Nothing was written yet.'}</p>}
        {latest.map(({ call, id }) => (
          <CallRow key={id} id={id} call={call} />
        ))}
      </section>
    </section>
  );
}

function CallRow({ id, call }: { readonly id: string; readonly call: AwsCall }) {
  const fresh = useFresh(`call/${id}`, 'called');
  const nameOf = useAccountName();
  const person = usePage().slack?.users.find((user) => user.id === call.sourceIdentity)?.realName;
  const parameters = Object.entries(call.parameters).map(([key, value]) => `${key}=${value}`);
  return (
    <div class={`call ${fresh}`} data-testid="aws-call" title={`${call.principal}\n${parameters.join('\n')}`}>
      <time class="call-time">{clock(call.at)}</time>
      <span class="call-action">
        <span class="faint">{call.service}:</span>
        {call.action}
      </span>
      <span class={call.sourceIdentity ? 'call-person' : 'call-person faint'}>
        {person ?? call.sourceIdentity ?? sessionOf(call.principal)}
      </span>
      <span class="call-place faint">
        {nameOf(call.account)} {call.region}
        {call.result !== 'ok' && <span class="call-error"> {call.result}</span>}
      </span>
    </div>
  );
}

/** Most calls only look, many times a minute; what changed something is what one wants to see. */
/** Taking events off their queue is reading, too. */
const isRead = ({ action, service }: AwsCall): boolean =>
  service === 'sqs' || /^(Describe|Get|List|Verify|AssumeRole)/.test(action);

/** Calls have no id of their own; equal ones within a millisecond are counted. */
function named(calls: readonly AwsCall[]): readonly { readonly id: string; readonly call: AwsCall }[] {
  const counts = new Map<string, number>();
  return calls.map((call) => {
    const name = [call.at, call.service, call.action, call.account, call.region, call.result].join('/');
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return { id: `${name}/${count}`, call };
  });
}

function clock(at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? at : date.toLocaleTimeString('en-GB');
}

/** Without a person behind it: the session the bot itself uses. */
function sessionOf(principal: string): string {
  return principal.slice(principal.lastIndexOf('/') + 1);
}
