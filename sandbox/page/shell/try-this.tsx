import type { AwsAccountState, AwsInstanceState, AwsState, SlackState } from '../../contract.ts';
import { writeDraft } from '../conversation/drafts.ts';
import { goTo, switchTo } from '../state/navigate.ts';
import { setState, usePage } from '../state/store.ts';

/** Four steps that show the whole idea, with ids that exist in this very world. */
export function TryThis() {
  const { slack, aws } = usePage();
  if (!slack) return null;
  const [first, second] = slack.users.filter((user) => /^approver/i.test(user.role) && !user.isDeleted);
  const requester = slack.users.find((user) => /^requester/i.test(user.role));
  const instance = aws && firstRunningInstance(aws);
  const image = aws && newestImage(aws);
  return (
    <aside class="try" aria-label="Try this" data-testid="try-this">
      <div class="try-head">
        <h2 class="try-title">Try this</h2>
        <p class="try-lead">An AMI goes to production when two people who did not ask for it say yes.</p>
        <button type="button" class="icon-button" aria-label="Dismiss" onClick={dismiss}>
          ×
        </button>
      </div>
      <ol class="try-steps">
        <CommandStep
          text="Make an AMI of a running instance"
          line={instance && `${slack.command} create ${instance}`}
          as={requester?.id}
        />
        <CommandStep
          text="Ask for it to be promoted"
          line={image && `${slack.command} promote ${image} --reason "release 4.2"`}
          as={requester?.id}
        />
        {[first, second].map(
          (user, index) =>
            user && (
              <li key={user.id} class="try-step">
                <span class="try-text">
                  {index === 0
                    ? `Become ${nameOf(user.realName)}, an approver, and press Approve on the card`
                    : `Then ${nameOf(user.realName)}: Approve again, and the second yes writes the tag`}
                </span>
                <button type="button" class="button button-small" onClick={() => void becomeApprover(user.id, slack)}>
                  Switch to {nameOf(user.realName)}
                </button>
              </li>
            ),
        )}
      </ol>
    </aside>
  );
}

/** The card stands in the approvers' channel. */
async function becomeApprover(user: string, slack: SlackState): Promise<void> {
  await switchTo(user);
  const channel = slack.channels.find(({ name, isArchived }) => name.includes('approv') && !isArchived);
  if (channel) goTo({ kind: 'channel', id: channel.id });
}

interface CommandStepProps {
  readonly text: string;
  readonly line: string | undefined;
  readonly as: string | undefined;
}

function CommandStep({ text, line, as }: CommandStepProps) {
  const { slack } = usePage();
  const put = async () => {
    if (!line || !slack) return;
    if (as) await switchTo(as);
    const channel = requestsChannel(slack);
    if (!channel) return;
    goTo({ kind: 'channel', id: channel });
    writeDraft(channel, undefined, line);
    document.querySelector<HTMLElement>('[data-testid="composer"]')?.focus();
  };
  return (
    <li class="try-step">
      <span class="try-text">
        {text} {line && <code class="code">{line}</code>}
      </span>
      <button type="button" class="button button-small" disabled={!line} onClick={() => void put()}>
        Put it in the box
      </button>
    </li>
  );
}

function requestsChannel(slack: SlackState): string | undefined {
  const open = slack.channels.filter((channel) => !channel.isDirect && !channel.isArchived);
  return (open.find((channel) => channel.name.includes('request')) ?? open[0])?.id;
}

const instancesOf = (account: AwsAccountState) => account.regions.flatMap((region) => region.instances);
const isRunning = (instance: AwsInstanceState): boolean => instance.state === 'running';

function firstRunningInstance(aws: AwsState): string | undefined {
  return aws.accounts.flatMap(instancesOf).find(isRunning)?.id;
}

/** Of the account of the first step's instance: what that step has made, as soon as it is there. */
function newestImage(aws: AwsState): string | undefined {
  const account = aws.accounts.find((one) => instancesOf(one).some(isRunning));
  const ready = (account?.regions ?? []).flatMap((region) =>
    region.images.filter((image) => image.ownerId === account?.id && image.state === 'available'),
  );
  return ready.toSorted((a, b) => b.creationDate.localeCompare(a.creationDate))[0]?.id;
}

function nameOf(realName: string): string {
  return realName.split(' ')[0] ?? realName;
}

function dismiss(): void {
  localStorage.setItem('try-this', 'closed');
  setState({ tryOpen: false });
}
