import { type Environment, runProgram } from './run-program.ts';

/** BullMQ warns below 6.2; what it misses there is not worth a sandbox that behaves otherwise than production. */
const oldest = [6, 2] as const;

/**
 * Runs `<command> --version`, so that a binary of another system, or one whose libraries are missing, is no candidate.
 * @returns "7.0.15", or why it will not do
 */
export async function versionOf(command: string, env: Environment): Promise<{ version: string } | { trouble: string }> {
  const { code, output } = await runProgram(command, ['--version'], { env });
  // "Redis server v=7.0.15 sha=…", "Valkey server v=8.1.0 …"
  const version = /\bv=(\d+\.\d+\.\d+)/.exec(output)?.[1];
  if (code !== 0 || !version) return { trouble: `"${command} --version" did not answer as Redis or Valkey do` };
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < oldest[0] || (major === oldest[0] && minor < oldest[1]))
    return { trouble: `${command} is version ${version}; ${oldest.join('.')} or newer is needed` };
  return { version };
}
