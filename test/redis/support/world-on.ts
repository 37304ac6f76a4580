import { appendFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../sandbox/start-sandbox.ts';
import { makeStage, type Stage } from '../../../sandbox/story/stage.ts';
import { strangeThings } from '../../acceptance/support/with-sandbox.ts';

/** Redis as a test wants it, and how the program is told of it. */
export interface RedisOf {
  readonly url: string;
  /** More lines of `assay.yaml`. */
  readonly settings?: string;
  /** More of the environment. */
  readonly env?: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export interface WorldOn<R extends RedisOf> {
  readonly redis: () => R;
  readonly sandbox: () => Sandbox;
  readonly stage: () => Stage;
  /** What the program is told of Redis, for one more process of it. */
  readonly env: () => Readonly<Record<string, string>>;
}

/** How Redis' own trouble and a mistake of ours are told apart: the first is what these tests are about. */
const mistakes = /TypeError|ReferenceError|UnhandledPromiseRejection|mistake of ours|CROSSSLOT/;

/**
 * The built program, as a bot and a worker of its own or as the roles say, on a Redis that the test starts. After each test
 * neither Slack nor AWS was sent anything strange, and no process made a mistake; trouble with Redis is no mistake.
 */
export function withWorldOn<R extends RedisOf>(
  open: () => Promise<R>,
  {
    roles = ['bot', 'worker'],
    ...options
  }: SandboxOptions & { readonly roles?: readonly ('all' | 'bot' | 'worker')[] } = {},
): WorldOn<R> {
  let redis: R | undefined;
  let sandbox: Sandbox | undefined;
  let stage: Stage | undefined;
  const told: string[] = [];
  const started = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('the world is not running');
    return value;
  };
  const env = (): Readonly<Record<string, string>> => ({ REDIS_URL: started(redis).url, ...redis?.env });
  beforeAll(async () => {
    redis = await open();
    sandbox = await startSandbox({ program: 'built', paceMs: 1500, grace: '0s', ...options, processes: 'none' });
    await appendFile(sandbox.configPath, redis.settings ?? '');
    await Promise.all(roles.map((role) => sandbox?.start(role, env())));
    stage = makeStage(sandbox, (line) => told.push(line));
  });
  afterEach((context) => {
    if (!sandbox) return;
    const logs = sandbox.processes.map((process) => `-- ${process.role}:\n${process.log().slice(-4000)}`);
    if (context.task.result?.state === 'fail') console.log([...told.slice(-25), ...logs].join('\n'));
    expect(strangeThings(sandbox)).toEqual([]);
    for (const process of sandbox.processes)
      expect(
        process
          .log()
          .split('\n')
          .filter((line) => mistakes.test(line)),
      ).toEqual([]);
  });
  afterAll(async () => {
    await sandbox?.stop();
    await redis?.stop();
  });
  return { redis: () => started(redis), sandbox: () => started(sandbox), stage: () => started(stage), env };
}
