import { afterEach } from 'vitest';
import { defaultWorkspace } from '../../sandbox/slack/default-workspace.ts';
import { type FakeSlack, type FakeSlackOptions, startFakeSlack } from '../../sandbox/slack/start-fake-slack.ts';
import type { Desk } from '../../src/core/command.ts';
import type { Asked, Begun, Choice, Intake, Reply } from '../../src/core/intake.ts';
import type { Message } from '../../src/core/message.ts';
import type { RunQuery } from '../../src/core/run.ts';
import type { Studio } from '../../src/slack/app/slack-context.ts';
import { makeDirectory } from '../../src/slack/make-directory.ts';
import { type Slack, type SlackConfig, startSlack } from '../../src/slack/start-slack.ts';
import { memoryExemptions } from '../support/memory-exemptions.ts';
import { noConfigViews } from '../support/no-config-views.ts';
import { noViolations } from '../support/no-violations.ts';
import { type MemoryOutbox, memoryBudget, memoryOutbox } from './memory-outbox.ts';
import { type KeptLog, keepLog } from './quiet-log.ts';
import { createJob, someCommands } from './some-commands.ts';
import { settings } from './some-runs.ts';

/** The real Bolt app against the fake Slack, with an intake and a desk the test decides on. */
export interface Stage {
  readonly slack: FakeSlack;
  readonly app: Slack;
  readonly outbox: MemoryOutbox;
  readonly log: KeptLog;
  /** What reached the intake and the desk. */
  readonly asked: { readonly door: 'submit' | 'preview'; readonly asked: Asked }[];
  readonly decided: unknown[][];
  /** Whose answers were delivered. */
  readonly answered: Asked[];
  /** What the doubles do next. */
  readonly does: {
    submit: (asked: Asked) => Promise<Reply>;
    preview: (asked: Asked) => Promise<Message | Begun>;
    choices: (query: string) => Promise<readonly Choice[]>;
    desk: (...args: unknown[]) => Promise<Message>;
  };
}

const open: { app?: Slack; slack: FakeSlack }[] = [];

/** Asks again and again; the fake Slack rings only for changes of its own. */
export async function eventually<T>(probe: () => T | undefined, timeoutMs = 5000): Promise<T> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const found = probe();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > until) throw new Error(`not within ${timeoutMs} ms: ${probe}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Stops everything a test started, and demands that Slack had nothing to complain about. */
afterEach(async () => {
  for (const { app, slack } of open.splice(0)) {
    await app?.stop();
    await slack.close();
    if (slack.problems.length > 0) throw new Error(`Slack complains: ${slack.problems.join('; ')}`);
    if (slack.unknownCalls.length > 0) throw new Error(`no such method here: ${slack.unknownCalls.join(', ')}`);
  }
});

/** A fake Slack that ends with the test. */
export async function openSlack(options: Partial<FakeSlackOptions> = {}): Promise<FakeSlack> {
  const slack = await startFakeSlack({ workspace: defaultWorkspace, ...options });
  open.push({ slack });
  return slack;
}

export async function openStage(
  options: Partial<FakeSlackOptions> = {},
  config: Partial<SlackConfig> = {},
  pictures?: Studio,
): Promise<Stage> {
  const slack = await startFakeSlack({ workspace: defaultWorkspace, ...options });
  const log = keepLog();
  const outbox = memoryOutbox();
  const asked: Stage['asked'] = [];
  const decided: unknown[][] = [];
  const answered: Asked[] = [];
  const does: Stage['does'] = {
    submit: async () => ({ kind: 'answer', message: { title: 'Answered' } }),
    preview: async () => ({ title: 'Would create an AMI', warnings: ['web-1 restarts'] }),
    choices: async () => [{ value: 'i-0abc', label: 'web-1', hint: 'i-0abc, running' }],
    desk: async () => ({ title: 'Your vote counts', tone: 'good' }),
  };
  const intake: Intake = {
    submit: (each) => {
      asked.push({ door: 'submit', asked: each });
      return does.submit(each);
    },
    answered: async (each) => void answered.push(each),
    preview: async (each) => {
      asked.push({ door: 'preview', asked: each });
      const given = await does.preview(each);
      return 'kind' in given ? given : { kind: 'plan', message: given };
    },
    choices: (_, query) => does.choices(query),
  };
  const door =
    (name: keyof Desk) =>
    (...args: unknown[]) => {
      decided.push([name, ...args]);
      return does.desk(name, ...args);
    };
  const desk: Desk = { vote: door('vote'), withdraw: door('withdraw'), cancel: door('cancel'), retry: door('retry') };
  const runs = async ({ requester, states, limit }: RunQuery) =>
    [...outbox.runs.values()]
      .filter((run) => (!requester || run.requester.userId === requester) && (!states || states.includes(run.state)))
      .slice(0, limit);
  const app = await startSlack({
    config: {
      command: '/ami',
      botToken: slack.tokens.bot,
      apiUrl: slack.apiUrl,
      leaseMs: 12_000,
      transport: { mode: 'socket', appToken: slack.tokens.app },
      ...config,
    },
    intake,
    desk,
    records: {
      run: async (id) => outbox.runs.get(id),
      runs,
      sealFault: () => undefined,
      children: async () => [],
      history: async () => [],
      failures: async () => [],
      unshown: async () => [],
      auditLog: async () => ({ breaks: [], lost: [], toldAt: 0 }),
      troubles: async () => [],
      violations: noViolations,
      configViews: noConfigViews,
      exemptions: memoryExemptions([]),
      schedules: async () => [],
    },
    asking: makeDirectory({ botToken: slack.tokens.bot, apiUrl: slack.apiUrl, log }),
    catalogue: {
      commands: someCommands,
      jobs: new Map([['create', createJob as never]]),
      watches: new Map(),
      patrols: new Map(),
      chores: new Map(),
    },
    settings,
    bulletin: async () => undefined,
    atAGlance: async () => [],
    outbox,
    budget: memoryBudget(20),
    pictures,
    log,
  });
  open.push({ app, slack });
  return { slack, app, outbox, log, asked, decided, answered, does };
}
