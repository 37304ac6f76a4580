import { makeDesk } from '../../../src/approvals/desk.ts';
import { makeIntake } from '../../../src/approvals/intake.ts';
import { makeRecheck } from '../../../src/approvals/recheck.ts';
import { makeReplan } from '../../../src/approvals/replan.ts';
import { newRunId } from '../../../src/approvals/run-id.ts';
import { tickWaiting } from '../../../src/approvals/tick-waiting.ts';
import { approve } from '../../../src/commands/approve.ts';
import { promote } from '../../../src/commands/promote.ts';
import { reject } from '../../../src/commands/reject.ts';
import { withdraw } from '../../../src/commands/withdraw.ts';
import type { Command } from '../../../src/core/command.ts';
import type { Directory } from '../../../src/core/people.ts';
import type { Settings } from '../../../src/core/settings.ts';
import { makeAdvancer } from '../../../src/engine/advance.ts';
import { defaultTiming, type EngineParts } from '../../../src/engine/parts.ts';
import { promoteJob } from '../../../src/jobs/promote/index.ts';
import type { RedisClient } from '../../../src/store/connect.ts';
import { makeStore } from '../../../src/store/make-store.ts';
import { bareIntake } from '../support/bare-intake.ts';
import type { FakeDirectory } from '../support/people.ts';
import { noRecords } from '../support/records.ts';
import { silent } from '../support/silent.ts';
import { voteKeys } from '../support/world.ts';
import type { Account } from './aws.ts';
import type { Process } from './process.ts';

/** What the programs of one life share: everything outside of them. */
export interface Outside {
  readonly redis: RedisClient;
  readonly prefix: string;
  readonly account: Account;
  readonly directory: FakeDirectory;
  readonly settings: Settings;
}

const commands = new Map<string, Command>(
  [promote, approve, reject, withdraw].map((command) => [command.name, command]),
);
const jobs = new Map<string, typeof promoteJob>([[promoteJob.name, promoteJob]]);

/** Redis as one process reaches it: every script goes through it. */
function redisOf(process: Process, redis: RedisClient): RedisClient {
  const closed = () => new Error('Connection is closed.');
  const through =
    (name: 'eval' | 'evalsha') =>
    (...args: [string, number, ...string[]]) =>
      process.out(() => redis[name](...args), closed);
  return { evalsha: through('evalsha'), eval: through('eval') } as unknown as RedisClient;
}

function slackOf(process: Process, directory: FakeDirectory): Directory {
  const silence = () => new Error('Slack did not answer');
  return {
    person: (userId) => process.out(() => directory.person(userId), silence),
    groupMembers: (groupId) => process.out(() => directory.groupMembers(groupId), silence),
  };
}

/** The program as one process runs it: desk, intake and worker over its own way to Redis, Slack and AWS. */
export function makeProgram(process: Process, outside: Outside) {
  const { prefix, settings } = outside;
  const redis = redisOf(process, outside.redis);
  const directory = slackOf(process, outside.directory);
  const aws = outside.account.port(process);
  const forPeople = makeStore({ redis, prefix, answerWithinMs: 60_000 });
  const forWork = makeStore({ redis, prefix });
  const wake = (): void => undefined;
  const desk = makeDesk({
    store: forPeople.runs,
    audit: forPeople.audit,
    directory,
    settings,
    jobs,
    voteKeys,
    log: silent,
    wake,
  });
  const intake = makeIntake({
    ...bareIntake,
    catalogue: { commands },
    store: forPeople.runs,
    desk,
    directory,
    asking: directory,
    aws,
    settings,
    wake,
    audit: forPeople.audit,
    choices: async () => [],
    newRunId,
    clock: forPeople.clock,
  });
  const parts: EngineParts = {
    store: forWork,
    catalogue: { jobs, watches: new Map(), patrols: new Map(), chores: new Map() },
    aws,
    settings,
    replan: makeReplan({ catalogue: { commands, jobs }, records: noRecords, aws, settings }),
    recheck: makeRecheck({ directory, settings, jobs, voteKeys, clock: forWork.clock }),
    sealFault: noRecords.sealFault,
    tickWaiting,
    writesOf: () => ['ec2:CreateTags'],
    log: { ...silent, error: () => undefined },
    connection: {},
    prefix,
    polling: { minMs: 1000, maxMs: 1000 },
  };
  const worker = makeAdvancer(parts, defaultTiming, async () => undefined);
  return { desk, intake, worker };
}
