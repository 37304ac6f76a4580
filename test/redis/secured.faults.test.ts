import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { freePort } from '../../sandbox/redis/free-port.ts';
import { createWithReboot } from '../../sandbox/story/create-scene.ts';
import { connectRedis } from '../../src/store/connect.ts';
import { type Ended, runAssay } from '../acceptance/support/run-assay.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { makeCertificates } from './support/make-certificates.ts';
import { type RedisOf, withWorldOn } from './support/world-on.ts';

const password = 'p@ss/word+of:redis';
const acl = /^user assay (on) >… (.*)$/m.exec(await readFile(new URL('../../docs/redis.md', import.meta.url), 'utf8'));

interface Secured extends RedisOf {
  readonly server: TestRedis;
  readonly plainUrl: string;
  readonly hasTls: boolean;
}

/** A server with a user as docs/redis.md has it and no other, over TLS where the program has it, without an append-only file. */
async function openSecured(): Promise<Secured> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-tls-'));
  const { ca, server: own } = makeCertificates(['redis.internal']);
  const path = (name: string): string => join(folder, name);
  for (const [name, value] of Object.entries({ 'ca.pem': ca, 'cert.pem': own.certificate, 'key.pem': own.key }))
    await writeFile(path(name), value);
  const users = [
    ['--user', 'assay', 'on', `>${password}`, ...(acl?.[2] ?? '').split(' ')],
    ['--user', 'weak', 'on', '>weak-password', '~*', '&*', '+@all', '-info'],
    ['--user', 'admin', 'on', '>admin-password', '~*', '&*', '+@all'],
    ['--user', 'default', 'off'],
  ].flat();
  const port = await freePort();
  const certificates = ['--tls-cert-file', path('cert.pem'), '--tls-key-file', path('key.pem')];
  const tls = [
    '--tls-port',
    String(port),
    ...certificates,
    '--tls-ca-cert-file',
    path('ca.pem'),
    '--tls-auth-clients',
    'no',
  ];
  const secured = await startRedis([...users, ...tls]).catch(() => undefined);
  const server = secured ?? (await startRedis(users));
  const login = `assay:${encodeURIComponent(password)}`;
  return {
    server,
    hasTls: secured !== undefined,
    plainUrl: `redis://${login}@127.0.0.1:${server.port}`,
    url: secured ? `rediss://${login}@127.0.0.1:${port}` : `redis://${login}@127.0.0.1:${server.port}`,
    settings: secured ? `redis: { tls: { ca: "${path('ca.pem')}" } }\n` : '',
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const world = withWorldOn(openSecured, { roles: ['all'], paceMs: 6000 });

/** A start with other settings or another URL. It must fail, and plainly. */
async function started(change: (text: string) => string, url: string): Promise<Ended> {
  const { env, folder, configPath } = world.sandbox();
  const other = `${configPath}.${Math.random().toString(36).slice(2)}.yaml`;
  await writeFile(other, change(await readFile(configPath, 'utf8')));
  const ended = await runAssay(['start', '--http-port', '0'], { ...env, REDIS_URL: url, ASSAY_CONFIG: other }, folder);
  const said = ended.stdout + ended.stderr;
  expect(ended.code).toBe(1);
  for (const secret of [password, encodeURIComponent(password), 'weak-password', 'wrong-password'])
    expect(said).not.toContain(secret);
  return ended;
}
const same = (text: string): string => text;
const withoutTls = (text: string): string => text.replace(/^redis: .*$/m, '');

it('works over TLS as a user who may do no more than docs/redis.md says', async (context) => {
  expect(acl, 'the page has the line').not.toBeNull();
  await createWithReboot(world.stage(), 'web-over-tls');
  for (const process of world.sandbox().processes) {
    expect(process.log()).not.toContain(password);
    expect(process.log()).not.toContain(encodeURIComponent(password));
  }
  if (!world.redis().hasTls) context.skip('this redis-server was built without TLS: only user and password are tested');
  console.log('Redis over TLS with an ACL user and a password: the AMI was made; no log line holds the password');
});

it('a wrong password, none, and a user who may not enough are refused at the start', async () => {
  const { url } = world.redis();
  const as = (login: string): string => url.replace(/\/\/.*@/, `//${login}`);
  const [wrong, none, weak] = await Promise.all(
    ['assay:wrong-password@', '', 'weak:weak-password@'].map((login) => started(same, as(login))),
  );
  expect(wrong?.stderr).toMatch(
    /^Redis at 127\.0\.0\.1:\d+ refuses the user or password \(WRONGPASS\)\. Mend them in REDIS_URL\.$/m,
  );
  expect(none?.stderr).toMatch(/asks for another login than it gets \(NOAUTH\)/);
  expect(weak?.stderr).toMatch(/does not let this user run INFO/);
});

it('a certificate that is not trusted, or of another name, is refused at the start', async (context) => {
  const { url, hasTls } = world.redis();
  if (!hasTls) context.skip('this redis-server was built without TLS');
  const other = (text: string): string => text.replace(/tls: \{/, 'tls: { servername: elsewhere.example,');
  const [unknown, elsewhere] = await Promise.all([started(withoutTls, url), started(other, url)]);
  expect(unknown.stderr).toMatch(/not trusted \([A-Z_]+\)\. Name its CA in redis\.tls\.ca/);
  expect(elsewhere.stderr).toMatch(/for another name \(ERR_TLS_CERT_ALTNAME_INVALID\).*servername/);
});

it('no append-only file: said at the start and by doctor; a policy that evicts: shown by doctor and health while it runs', async () => {
  const { env, folder, processes } = world.sandbox();
  const [process] = processes;
  expect(process?.log()).toMatch(/"level":40.*keeps no append-only file: .*appendonly/);
  const doctor = () => runAssay(['doctor'], { ...env, ...world.env() }, folder);
  const before = await doctor();
  expect(before.stdout).toMatch(/✓ Redis: It answers.*\n! Redis: Redis keeps no append-only file/);

  const admin = connectRedis({ url: `redis://admin:admin-password@127.0.0.1:${world.redis().server.port}` }, 'patient');
  await admin.config('SET', 'maxmemory-policy', 'allkeys-lru');
  const port = /"port":(\d+),"msg":"Assay is running"/.exec(process?.log() ?? '')?.[1];
  const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
  expect(ready.status).toBe(200);
  const health = await ready.text();
  expect(health).toMatch(/redis-settings.*maxmemory-policy is \\"allkeys-lru\\".*Set it to noeviction/);
  expect(health).not.toContain(password);
  const after = await doctor();
  expect(after.code).toBe(1);
  expect(after.stdout).toMatch(
    /✗ Redis: Redis may throw records away.*allkeys-lru.*CONFIG SET maxmemory-policy noeviction/,
  );
  expect(after.stdout + after.stderr).not.toContain(password);
  await pause(100);
  expect(process?.log()).toMatch(/"level":50.*may throw records away/);
  await admin.config('SET', 'maxmemory-policy', 'noeviction');
  admin.disconnect();
});
