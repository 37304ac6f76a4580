import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { eventually } from '../store/eventually.ts';
import { loggedIn, verifyAudit } from '../store/whole-log.ts';
import { withEngine } from './open-engine.ts';

const { world, server } = withEngine();
const script = fileURLToPath(new URL('crash-child.ts', import.meta.url));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

type World = ReturnType<typeof world>;

/** How slow a busy machine may be. What is lost never comes, so that waiting longer hides no loss. */
const patienceMs = 90_000;

/** A worker in a process of its own, in the world of the test. */
function spawnWorker(own: World, dieAt: number, how: 'SIGKILL' | 'SIGSTOP' = 'SIGKILL') {
  const args = [String(server().port), own.prefix, own.fake.file, String(dieAt), how];
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const said: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => said.push(line));
  const dead = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return { child, said, dead };
}

/** AWS finishes whatever was begun. */
const finishImages = (file: string): void => {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  for (const line of lines.filter((one) => one.startsWith('create ')))
    if (!lines.includes(`available ${line.split(' ')[2]}`)) appendFileSync(file, `available ${line.split(' ')[2]}\n`);
};

async function finished(own: World, runId: string): Promise<boolean> {
  finishImages(own.fake.file);
  return (await own.store.runs.get(runId))?.state === 'done';
}

/** What has to be true however often and wherever its workers died. */
async function expectOnce(own: World, runId: string): Promise<void> {
  const run = await own.store.runs.get(runId);
  expect(run).toMatchObject({ state: 'done', steps: { create: { state: 'done' }, tag: { state: 'done' } } });
  expect(run).not.toHaveProperty('lease');
  expect(own.fake.lines('create')).toHaveLength(1);
  expect(own.fake.lines('tag')).toHaveLength(1);
  const told = await own.notices();
  expect(told.map(({ key }) => key)).toEqual([`${runId}:done`]);
  const lines = await loggedIn(own.store.audit, 1, 100);
  expect(verifyAudit(lines)).toMatchObject({ ok: true });
  expect(lines.filter(({ details }) => details['to'] === 'done')).toHaveLength(1);
  expect(await own.store.locks.acquire(run?.subject ?? '', 'r-next')).toBe('r-next');
}

async function dieAndFinish(dieAt: number): Promise<void> {
  const own = world();
  const run = await own.submit();
  const worker = spawnWorker(own, dieAt);
  let dead = false;
  void worker.dead.then(() => {
    dead = true;
  });
  await eventually(
    `death at point ${dieAt}: ${worker.said.join(', ')}`,
    async () => (await finished(own, run.id)) || dead,
    patienceMs,
  );
  if (!dead) worker.child.kill('SIGKILL');
  await worker.dead;
  const engine = await own.start();
  await eventually(`the end after a death at ${worker.said.at(-1)}`, () => finished(own, run.id), patienceMs);
  await engine.stop(2000);
  await expectOnce(own, run.id);
}

test('kill -9 at every write and around every effect: another process finishes, nothing happens twice', async () => {
  const own = world();
  const run = await own.submit();
  const counting = spawnWorker(own, 0);
  await eventually('the life of the first', () => finished(own, run.id), patienceMs);
  await eventually('the last point', () => counting.said.some((line) => line.endsWith('after locks.release')));
  counting.child.kill('SIGKILL');
  await expectOnce(own, run.id);

  const names = counting.said.filter((line) => /^\d/.test(line)).map((line) => line.replace(/^\d+ /, ''));
  // After one write is before the next, unless an effect lies between, which has points of its own.
  const points = names.flatMap((name, i) => (name.startsWith('after') || name.includes('create') ? [i + 1] : []));
  expect(points.length).toBeGreaterThan(20);
  console.log(`kill -9 at ${points.length} points of ${names.length}`);
  const left = [...points];
  const lane = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await dieAndFinish(next);
  };
  await Promise.all(Array.from({ length: 4 }, lane));
}, 600_000);

test('a worker frozen past its lease finds the run taken and writes nothing more', async () => {
  const own = world();
  const run = await own.submit();
  // Frozen after AWS made the image and before that is written down.
  const names = ['after createImage'];
  const probe = world();
  await probe.submit();
  const counting = spawnWorker(probe, 0);
  await eventually('the effect', () => counting.said.some((line) => line.endsWith(names[0] ?? '')), patienceMs);
  counting.child.kill('SIGKILL');
  const at = Number(counting.said.find((line) => line.endsWith('after createImage'))?.split(' ')[0]);

  const zombie = spawnWorker(own, at, 'SIGSTOP');
  await eventually('the freeze', () => zombie.said.some((line) => line.endsWith('after createImage')), patienceMs);
  await own.start();
  await eventually('the end by another', () => finished(own, run.id), patienceMs);
  const version = await own.redis.hget(`${own.prefix}run:${run.id}`, 'v');
  zombie.child.kill('SIGCONT');
  await eventually('the zombie to notice', () =>
    zombie.said.includes('log another worker has the run, nothing more is written'),
  );
  expect(await own.redis.hget(`${own.prefix}run:${run.id}`, 'v')).toBe(version);
  await expectOnce(own, run.id);
}, 400_000);

test('a job that kills its process is ended after more than five crashes, and its neighbours go on', async () => {
  const own = world();
  const poison = await own.submit();
  const neighbour = await own.submit({ plan: { name: 'other' } });
  // As after six workers that died with it.
  await own.store.runs.update(poison.id, (run) => ({ run: { ...run, starts: 6 }, audit: [] }));
  await own.start();
  expect(await own.reaches(poison.id, 'failed')).toMatchObject({
    ending: { code: 'bug', reference: expect.any(String) },
  });
  await eventually('the neighbour', () => finished(own, neighbour.id));
  expect(own.fake.lines('create web')).toEqual([]);
});
