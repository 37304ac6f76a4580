import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { cpuOf } from './cpu-of.ts';
import { memoryOf, watchMemory } from './memory-of.ts';
import { heard } from './processes.ts';
import { type SweepWorld, startSweepWorld } from './start-sweep-world.ts';
import { median } from './statistics.ts';
import { million, tenth, unapprovedIn } from './sweep-size.ts';

const usage = `npm run bench -- sweep [--quick] [--rounds 3] [--source]

Sweeps a million instances in a hundred accounts and Regions, against the bare SDK paging through the same.

  --quick    a tenth of the instances, two rounds
  --source   run src/ through tsx instead of dist/`;

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    source: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
/** Memory a sweep may need beside what the idle program has. */
const mostMiB = 256;
const mostMs = 20 * 60_000;

interface Round {
  readonly ms: number;
  readonly cpuMs: number;
  readonly peakMiB: number;
  readonly aboveIdleMiB: number;
  readonly scripts: number;
  readonly calls: Readonly<Record<string, number>>;
}

/** Lua scripts Redis has run so far, whoever sent them. */
const scriptsOf = async ({ redis }: SweepWorld): Promise<number> =>
  [...(await redis.info('commandstats')).matchAll(/cmdstat_eval(?:sha)?:calls=(\d+)/g)].reduce(
    (sum, [, calls]) => sum + Number(calls),
    0,
  );

async function sweepOnce(world: SweepWorld, idleMiB: number): Promise<Round> {
  const { store, places, assayPid } = world;
  const before = await world.aws();
  const [scripts, cpu, start] = [await scriptsOf(world), await cpuOf(assayPid), await store.clock()];
  const peak = watchMemory(assayPid);
  const began = performance.now();
  await world.begin();
  let looks = 0;
  for (;;) {
    await pause(200);
    looks += 1;
    if ((await store.violations.coverage()).filter(({ at }) => at >= start).length === places.length) break;
  }
  const ms = performance.now() - began;
  const peakMiB = await peak();
  const after = await world.aws();
  return {
    ms,
    cpuMs: (await cpuOf(assayPid)) - cpu,
    peakMiB,
    aboveIdleMiB: peakMiB - idleMiB,
    scripts: (await scriptsOf(world)) - scripts - looks,
    calls: Object.fromEntries(
      Object.entries(after.calls)
        .map(([action, count]) => [action, count - (before.calls[action] ?? 0)] as const)
        .filter(([, count]) => count > 0),
    ),
  };
}

async function bareOnce({ bare }: SweepWorld) {
  const { pid } = bare.child;
  const [cpu, idleMiB] = [await cpuOf(pid), await memoryOf(pid)];
  const peak = watchMemory(pid);
  const answer = heard<{ ms: number; instances: number }>(bare);
  bare.child.send('round');
  const result = await answer;
  return { ...result, cpuMs: (await cpuOf(pid)) - cpu, grewMiB: (await peak()) - idleMiB };
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Prints the figures. @returns whether they are as they must be */
export async function benchSweep(): Promise<boolean> {
  if (values.help) {
    console.log(usage);
    return true;
  }
  const size = values.quick ? tenth : million;
  const rounds = Number(values.rounds ?? (values.quick ? 2 : 3));
  const say = (line: string): void => console.error(line);
  const problems = new Set<string>();
  const loadBefore = loadavg()[0] ?? 0;
  const world = await startSweepWorld(size, {
    program: values.source ? 'source' : 'built',
    say: (problem) => void problems.add(problem),
  });
  const giveUp = async (): Promise<void> => {
    await world.stop();
    process.exit(1);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void giveUp());
  setTimeout(() => void giveUp(), mostMs).unref();
  try {
    await pause(3000);
    const idleMiB = await memoryOf(world.assayPid);
    const instances = size.accounts * size.regions.length * size.instancesPerPlace;
    say(`${instances} instances in ${world.places.length} places; idle ${idleMiB.toFixed(0)} MiB`);
    const bare: Awaited<ReturnType<typeof bareOnce>>[] = [];
    const assay: Round[] = [];
    for (let round = 0; round < rounds; round += 1) {
      bare.push(await bareOnce(world));
      say(`bare: ${seconds(bare.at(-1)?.ms ?? 0)}, CPU ${seconds(bare.at(-1)?.cpuMs ?? 0)}`);
      const swept = await sweepOnce(world, idleMiB);
      assay.push(swept);
      say(
        `sweep: ${seconds(swept.ms)}, CPU ${seconds(swept.cpuMs)}, ${swept.aboveIdleMiB.toFixed(0)} MiB above idle, ` +
          `${swept.scripts} scripts in Redis, calls ${JSON.stringify(swept.calls)}`,
      );
    }
    // The first sweep has to prove every approval, and to write down what it finds.
    const [first, ...later] = assay;
    if (!first) return false;
    const usual = later.length > 0 ? later : [first];
    const open = (await world.store.violations.list({ limit: 100_000 })).length;
    const most = Math.max(...assay.map(({ aboveIdleMiB }) => aboveIdleMiB));
    const bareMs = median(bare.map(({ ms }) => ms));
    const bareCpu = median(bare.map(({ cpuMs }) => cpuMs));
    const usualMs = median(usual.map(({ ms }) => ms));
    // Each against the one right before it: the machine may have been busier at another time.
    const against = (what: 'ms' | 'cpuMs'): string =>
      median(
        assay.flatMap((one, round) => (usual.includes(one) ? one[what] / (bare[round]?.[what] ?? Number.NaN) : [])),
      ).toFixed(2);
    const usualCpu = median(usual.map(({ cpuMs }) => cpuMs));
    const pages = usual[0]?.calls['DescribeInstanceImageMetadata'] ?? 0;
    const all = Object.values(usual[0]?.calls ?? {}).reduce((sum, count) => sum + count, 0);
    console.log(`
| | bare SDK | first sweep | later sweeps | later / bare |
|---|--:|--:|--:|--:|
| time | ${seconds(bareMs)} | ${seconds(first.ms)} | ${seconds(usualMs)} | ${against('ms')} |
| CPU | ${seconds(bareCpu)} | ${seconds(first.cpuMs)} | ${seconds(usualCpu)} | ${against('cpuMs')} |
| calls of AWS | ${pages} | ${Object.values(first.calls).reduce((sum, count) => sum + count, 0)} | ${all} | ${(all / pages).toFixed(2)} |
| scripts in Redis | | ${first.scripts} | ${median(usual.map(({ scripts }) => scripts))} | |
| memory above idle | | ${first.aboveIdleMiB.toFixed(0)} MiB | ${Math.max(...usual.map(({ aboveIdleMiB }) => aboveIdleMiB)).toFixed(0)} MiB | |

calls of the first sweep: ${JSON.stringify(first.calls)}
calls of a later one: ${JSON.stringify(usual[0]?.calls)}
${open} violations open, ${unapprovedIn(size)} expected; idle ${idleMiB.toFixed(0)} MiB; the bare pager grew by ${Math.max(...bare.map(({ grewMiB }) => grewMiB)).toFixed(0)} MiB
Node ${process.version}, Redis ${world.redisVersion}, load ${loadBefore.toFixed(1)} before and ${(loadavg()[0] ?? 0).toFixed(1)} after`);
    const { unknown } = await world.aws();
    for (const call of unknown) problems.add(`the great AWS does not know ${call}`);
    for (const { instances: seen } of bare)
      if (seen !== instances) problems.add(`the bare pager saw ${seen} of ${instances} instances`);
    if (open !== unapprovedIn(size)) problems.add('not the violations there are');
    if (most > mostMiB) problems.add(`${most.toFixed(0)} MiB above idle, ${mostMiB} are allowed`);
    const blind = (await world.store.violations.coverage()).filter(({ unjudged }) => unjudged > 0);
    if (blind.length > 0) problems.add(`${blind[0]?.unjudged} could not be judged in a place: ${blind[0]?.why}`);
    const warnings = world.warnings();
    if (warnings.length > 0) console.log(`Assay warned ${warnings.length} times; the first: ${warnings[0]}`);
    for (const problem of problems) console.log(`problem: ${problem}`);
    return problems.size === 0;
  } finally {
    await world.stop();
  }
}
