import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { downloadWithApt, wrapperName } from './download-with-apt.ts';
import { installedServers, usualPlaces } from './installed-servers.ts';
import { type Environment, runProgram } from './run-program.ts';
import { versionOf } from './version-of.ts';

/** The same image as in `deploy/compose/compose.yaml`; a test holds the two together. */
export const containerImage = 'valkey/valkey:8.1-alpine';

export interface FoundRedis {
  /** What to start: a server's path, or `docker`. */
  readonly command: string;
  /** "7.0.15"; for a container the image's name. */
  readonly version: string;
  /** How it was found, for the first line of the sandbox. */
  readonly how: string;
  /** Present when `command` is `docker`. */
  readonly image?: string;
}

export interface FindOptions {
  readonly env: Environment;
  /** Gets a line for a person when something takes time or is passed over. */
  readonly say: (line: string) => void;
  /** The project's own copy. Default `.cache/redis/<system>-<processor>`. */
  readonly cache?: string;
  /** Looked at after PATH. Default: where Homebrew and Linux distributions install. */
  readonly places?: readonly string[];
  readonly platform?: NodeJS.Platform;
}

const defaultCache = fileURLToPath(new URL(`../../.cache/redis/${process.platform}-${process.arch}`, import.meta.url));

/**
 * A Redis or Valkey server to start, found in this order: `REDIS_SERVER_BIN`; PATH and the usual places; the project's
 * own copy; a download through apt (Linux); a container.
 * @throws Error listing every way to get one, with why the ways tried here failed
 */
export async function findRedis(options: FindOptions): Promise<FoundRedis> {
  const { env, say, cache = defaultCache, places = usualPlaces, platform = process.platform } = options;
  const asked = env['REDIS_SERVER_BIN'];
  if (asked) {
    const answer = await versionOf(asked, env);
    // No second choice: whoever names a server wants that one.
    if ('trouble' in answer) throw new Error(`REDIS_SERVER_BIN does not help: ${answer.trouble}.`);
    return { command: asked, version: answer.version, how: 'named by REDIS_SERVER_BIN' };
  }
  for (const command of await installedServers(env, places)) {
    const answer = await versionOf(command, env);
    if ('version' in answer) return { command, version: answer.version, how: 'installed here' };
    say(`Passed over: ${answer.trouble}.`);
  }
  const kept = join(cache, wrapperName);
  const answer = await versionOf(kept, env);
  if ('version' in answer) return { command: kept, version: answer.version, how: "the project's own copy" };

  const troubles: string[] = [];
  if (platform === 'linux' && (await hasApt(env))) {
    const downloaded = await tryApt(cache, env, say);
    if ('command' in downloaded) return downloaded;
    troubles.push(downloaded.trouble);
  }
  if (platform === 'darwin') say('A local server is quicker than a container: brew install valkey');
  if (await dockerAnswers(env))
    return { command: 'docker', version: containerImage, how: 'in a container', image: containerImage };
  throw new Error(whatToDo(platform, troubles));
}

async function tryApt(
  cache: string,
  env: Environment,
  say: (line: string) => void,
): Promise<FoundRedis | { readonly trouble: string }> {
  try {
    const { command } = await downloadWithApt(cache, env, say);
    const answer = await versionOf(command, env);
    if ('trouble' in answer) return answer;
    return { command, version: answer.version, how: 'downloaded with apt into .cache/redis' };
  } catch (error) {
    return { trouble: error instanceof Error ? error.message : String(error) };
  }
}

async function hasApt(env: Environment): Promise<boolean> {
  const tools = ['apt-get', 'apt-cache', 'dpkg-deb'];
  const answers = await Promise.all(tools.map((tool) => runProgram(tool, ['--version'], { env })));
  return answers.every(({ code }) => code === 0);
}

/** Asks the daemon, not the client: the client alone starts nothing. */
const dockerAnswers = async (env: Environment): Promise<boolean> =>
  (await runProgram('docker', ['info', '--format', '{{.ServerVersion}}'], { env, timeout: 5_000 })).code === 0;

function whatToDo(platform: NodeJS.Platform, troubles: readonly string[]): string {
  const install =
    platform === 'darwin'
      ? 'brew install valkey'
      : 'install valkey-server or redis-server with your package manager (6.2 or newer)';
  return [
    'The sandbox needs a Redis or Valkey server and found none. Any one of these helps:',
    `  - ${install}`,
    '  - set REDIS_SERVER_BIN to the path of a server',
    '  - start Docker: the server then runs in a container',
    ...troubles.map((trouble) => `Tried: ${trouble}`),
  ].join('\n');
}
