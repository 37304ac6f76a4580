import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../sandbox/start-sandbox.ts';
import { makeStage, type Stage } from '../../../sandbox/story/stage.ts';

export interface World {
  readonly sandbox: () => Sandbox;
  readonly stage: () => Stage;
}

/** What Slack or AWS would not have taken so far. */
export const strangeThings = ({ slack, aws }: Sandbox): readonly string[] => [
  ...slack.unknownCalls,
  ...slack.problems,
  ...aws.unknownCalls,
];

/** Parts of an unexpected error: none of them may ever reach a person or stand in the log of a good day. */
const mistakes = /"level":(50|60)|TypeError|ReferenceError|UnhandledPromiseRejection/;

const mistakesOf = (sandbox: Sandbox): readonly string[] =>
  sandbox.processes.flatMap((process) =>
    process
      .log()
      .split('\n')
      .filter((line) => mistakes.test(line)),
  );

/**
 * One sandbox with the built program for the tests of a file. After each test nothing strange may have happened: no
 * call the servers do not know, nothing they would refuse, no error of ours in the log.
 */
export function withSandbox(options: SandboxOptions = {}): World {
  let running: Sandbox | undefined;
  let stage: Stage | undefined;
  const told: string[] = [];
  beforeAll(async () => {
    running = await startSandbox({ program: 'built', paceMs: 1500, grace: '1s', ...options });
    stage = makeStage(running, (line) => told.push(line));
  });
  afterEach((context) => {
    const sandbox = running;
    if (!sandbox) return;
    if (context.task.result?.state === 'fail')
      console.log(
        [
          ...told.slice(-20),
          ...sandbox.processes.map((process) => `-- ${process.role}:\n${process.log().slice(-3000)}`),
        ].join('\n'),
      );
    expect(strangeThings(sandbox)).toEqual([]);
    expect(mistakesOf(sandbox)).toEqual([]);
  });
  afterAll(() => running?.stop());
  const started = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('the sandbox is not running');
    return value;
  };
  return { sandbox: () => started(running), stage: () => started(stage) };
}
