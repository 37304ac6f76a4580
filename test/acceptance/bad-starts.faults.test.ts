import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { defaultWorkspace } from '../../sandbox/slack/default-workspace.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { type Ended, runAssay } from './support/run-assay.ts';
import { withSandbox } from './support/with-sandbox.ts';

const world = withSandbox({ processes: 'none' });
const start = ['start', '--http-port', '0'];

let folder = '';
/** It is patient with a Redis that is just starting; the other tests need not wait for that. */
let withoutRedis: Promise<Ended>;
beforeAll(async () => {
  const { env, folder: cwd } = world.sandbox();
  const { server, port } = await takePort();
  server.close();
  withoutRedis = runAssay(start, { ...env, REDIS_URL: `redis://127.0.0.1:${port}` }, cwd);
  folder = await mkdtemp(join(tmpdir(), 'assay-bad-start-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => world.sandbox().slack.setScopes(defaultWorkspace.app.scopes));

/** The sandbox's file, changed, in a folder of its own. */
async function changedFile(change: (text: string) => string): Promise<string> {
  const path = join(folder, `${Math.random().toString(36).slice(2)}.yaml`);
  await writeFile(path, change(await readFile(world.sandbox().configPath, 'utf8')));
  return path;
}

/** Somebody else's program on a port. */
async function takePort(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as { port: number }).port };
}

/** Every failed start: not 0, something said, no stack, no secret. That it ended at all means that nothing was left. */
function expectPlain({ code, stdout, stderr }: Ended): void {
  expect(code === 1 || code === 2, `it ended with ${code}`).toBe(true);
  expect(stderr).not.toBe('');
  expect(stderr).not.toMatch(/^\s+at .+:\d+:\d+|node:internal|Something is wrong with Assay itself/m);
  const { env } = world.sandbox();
  for (const name of ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'AWS_SECRET_ACCESS_KEY'])
    if (env[name]) expect(stdout + stderr).not.toContain(env[name]);
}

describe('a wrong configuration', () => {
  it('without a file says where one comes from', async () => {
    const ended = await runAssay(start, world.sandbox().env);
    expectPlain(ended);
    expect(ended.stderr).toMatch(/assay\.yaml: there is no such file; copy deploy\/assay\.example\.yaml there/);
  });

  it('that is no YAML is told with its line', async () => {
    const path = await changedFile((text) => text.replace('slack:', 'slack: [\n'));
    const ended = await runAssay(start, { ...world.sandbox().env, ASSAY_CONFIG: path });
    expectPlain(ended);
    expect(ended.stderr).toMatch(/\.yaml:\d+: this is not YAML .*mind indentation/);
  });

  it('with several mistakes lists them all, with those of the environment', async () => {
    const path = await changedFile((text) =>
      text
        .replace('minimum: 2', 'minimum: 1')
        .replace('C0REQUESTS', '"#ami-requests"')
        .replace('grace:', 'gracious: 1s\ngrace:'),
    );
    const { SLACK_BOT_TOKEN: _, ...env } = world.sandbox().env;
    const ended = await runAssay(start, { ...env, ASSAY_CONFIG: path });
    expectPlain(ended);
    for (const said of [
      /environments\[1\]\.approvals\.minimum: production needs at least two people/,
      /slack\.channels\.requests: write the channel id/,
      /unknown setting "gracious"/,
      /environment SLACK_BOT_TOKEN: is missing: the bot token/,
    ])
      expect(ended.stderr).toMatch(said);
  });

  it.each([
    ['no app token in Socket Mode', { SLACK_APP_TOKEN: '' }, /SLACK_APP_TOKEN: is missing: Socket Mode needs/],
    ['a bot token of the wrong kind', { SLACK_BOT_TOKEN: 'xoxp-1' }, /SLACK_BOT_TOKEN: must be the bot token/],
    ['an app token of the wrong kind', { SLACK_APP_TOKEN: 'xoxb-1' }, /SLACK_APP_TOKEN: must be the app-level token/],
    ['a Redis address that is none', { REDIS_URL: 'localhost' }, /REDIS_URL: write a URL such as redis:/],
    ['a log level that is none', { ASSAY_LOG_LEVEL: 'loud' }, /ASSAY_LOG_LEVEL: must be one of/],
  ])('%s', async (_, change, said) => {
    const { env, folder: cwd } = world.sandbox();
    const ended = await runAssay(start, { ...env, ...change }, cwd);
    expectPlain(ended);
    expect(ended.stderr).toMatch(said);
  });

  it.each([
    ['an unknown command', ['strat'], /no command "strat". Did you mean "start"\?/],
    ['an unknown flag', ['start', '--rol', 'bot'], /Unknown option '--rol'/],
    ['an unknown role', ['start', '--role', 'boss'], /--role must be one of all, bot, worker, not "boss"/],
    ['a port that is none', ['start', '--http-port', 'http'], /--http-port must be a port number/],
    ['half an audit command', ['audit'], /Say what: assay audit export, verify or report\./],
    ['nothing at all', [], /^$/],
  ])('%s', async (_, words, said) => {
    const { env, folder: cwd } = world.sandbox();
    const ended = await runAssay(words, env, cwd);
    expect(ended.code).not.toBe(0);
    expect(ended.stderr).toMatch(said);
    expect(ended.stdout + ended.stderr).not.toMatch(/^\s+at /m);
  });
});

describe('a world that is not ready', () => {
  let evicting: TestRedis | undefined;
  afterAll(() => evicting?.stop());

  it('no Redis', async () => {
    const ended = await withoutRedis;
    expectPlain(ended);
    expect(ended.stderr).toMatch(/Redis at 127\.0\.0\.1:\d+ does not answer\. Start it, or set REDIS_URL/);
  });

  it('a Redis that throws records away', async () => {
    const { env, folder: cwd } = world.sandbox();
    evicting = await startRedis(['--maxmemory-policy', 'allkeys-lru']);
    const ended = await runAssay(start, { ...env, REDIS_URL: evicting.url }, cwd);
    expectPlain(ended);
    expect(ended.stderr).toMatch(/maxmemory-policy is "allkeys-lru".*Set it to noeviction/);
  });

  it.each([
    ['a bot token Slack does not know', 'SLACK_BOT_TOKEN', 'xoxb-0000-unknown', /SLACK_BOT_TOKEN.*does not accept it/],
    ['an app token Slack does not know', 'SLACK_APP_TOKEN', 'xapp-0000-unknown', /SLACK_APP_TOKEN.*does not accept it/],
  ])('%s', async (_, name, value, said) => {
    const { env, folder: cwd } = world.sandbox();
    const ended = await runAssay(start, { ...env, [name]: value }, cwd);
    expectPlain(ended);
    expect(ended.stderr).toMatch(said);
  });

  it('an app that lacks a scope', async () => {
    const { env, folder: cwd, slack } = world.sandbox();
    slack.setScopes(defaultWorkspace.app.scopes.filter((scope) => scope !== 'chat:write'));
    const ended = await runAssay(start, env, cwd);
    expectPlain(ended);
    expect(ended.stderr).toMatch(/lacks the scope chat:write: add it in the manifest and install the app again/);
  });

  it('a port for health that somebody else has', async () => {
    const { env, folder: cwd } = world.sandbox();
    const { server, port } = await takePort();
    const ended = await runAssay(['start', '--http-port', String(port)], env, cwd);
    server.close();
    expectPlain(ended);
    expect(ended.stderr).toMatch(new RegExp(`Port ${port} on 127.0.0.1 is taken .*http\\.port`));
  });

  it('a port for Slack that somebody else has', async () => {
    const { env } = world.sandbox();
    const { server, port } = await takePort();
    const path = await changedFile((text) =>
      text.replace('mode: socket', 'mode: http').replace(/port: \d+/, `port: ${port}`),
    );
    const secret = 'a-signing-secret';
    const ended = await runAssay(start, { ...env, ASSAY_CONFIG: path, SLACK_SIGNING_SECRET: secret });
    server.close();
    expectPlain(ended);
    expect(ended.stderr).toMatch(new RegExp(`Port ${port} is taken.*slack\\.port`));
  });

  it('a bot token that was revoked', async () => {
    const { env, folder: cwd, slack } = world.sandbox();
    slack.revokeBotToken();
    const ended = await runAssay(start, env, cwd);
    expectPlain(ended);
    expect(ended.stderr).toMatch(/SLACK_BOT_TOKEN.*cannot be used: it was revoked/);
  });
});
