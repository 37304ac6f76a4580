import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface OwnProcess {
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

/** A script of the bench as a process of its own. It ends with us, too: it watches the channel between us. */
export function startScript(
  name: string,
  { args = [], env = {} }: { args?: readonly string[]; env?: Readonly<Record<string, string>> },
): OwnProcess {
  const child = fork(fileURLToPath(new URL(name, import.meta.url)), args, {
    execArgv: ['--import', 'tsx'],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return {
    child,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The next thing a script says to us. @throws Error when it ends instead */
export function heard<T>({ child }: OwnProcess): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onExit = (): void => reject(new Error('a process of the bench ended before it answered'));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message as T);
    });
  });
}

/** Lines of a program's log that are worse than information. */
export const warningsIn = (log: string): readonly string[] =>
  log.split('\n').filter((line) => /"level":(4|5|6)0/.test(line));
