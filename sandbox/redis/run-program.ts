import { execFile } from 'node:child_process';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ProgramResult {
  /** `undefined` when the program could not be started or was stopped after the time-out. */
  readonly code: number | undefined;
  readonly output: string;
}

/** Runs a program to its end, without a shell, and never throws: what it answered is the answer. */
export function runProgram(
  command: string,
  parameters: readonly string[],
  options: { readonly env: Environment; readonly cwd?: string; readonly timeout?: number },
): Promise<ProgramResult> {
  const { env, cwd, timeout = 10_000 } = options;
  return new Promise((resolve) => {
    execFile(
      command,
      parameters,
      { env: { ...env }, ...(cwd && { cwd }), timeout, killSignal: 'SIGKILL', maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const code = error ? error.code : 0;
        resolve({ code: typeof code === 'number' ? code : undefined, output: `${stdout}${stderr}` });
      },
    );
  });
}
