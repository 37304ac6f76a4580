import type { AwsState, HandsAnswer, SlackHands } from '../../contract.ts';
import type { CommandHint } from './page-state.ts';

const lost = { ok: false, error: 'sandbox_unreachable' } as const;

async function call<Method extends keyof SlackHands>(
  method: Method,
  input: Parameters<SlackHands[Method]>[0],
): Promise<Awaited<ReturnType<SlackHands[Method]>>> {
  const response = await fetch(`/world/slack/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
  return response.json();
}

/** An answer in any case: a sandbox that was stopped must not leave a button spinning. */
async function attempt(answer: Promise<HandsAnswer>): Promise<HandsAnswer> {
  try {
    return await answer;
  } catch {
    return lost;
  }
}

/** The hands of the fake Slack, over HTTP. `state` rejects when the sandbox is gone; everything else answers. */
export const hands: SlackHands = {
  type: (input) => attempt(call('type', input)),
  click: (input) => attempt(call('click', input)),
  clickInView: (input) => attempt(call('clickInView', input)),
  submit: (input) => attempt(call('submit', input)),
  close: (input) => attempt(call('close', input)),
  openHome: (input) => attempt(call('openHome', input)),
  options: async (input) => {
    try {
      return await call('options', input);
    } catch {
      return { ...lost, options: [] };
    }
  },
  state: async (input) => {
    const state = await call('state', input);
    if (!('channels' in state)) throw new Error(`The sandbox gave no state: ${JSON.stringify(state)}`);
    return state;
  },
};

export async function fetchAws(): Promise<AwsState> {
  return (await fetch('/world/aws/state')).json();
}

export async function fetchStart(): Promise<{ startAs: string; commandHints: readonly CommandHint[] }> {
  return (await fetch('/world/start')).json();
}
