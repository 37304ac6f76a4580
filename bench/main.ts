import { writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { measure, type Plan } from './measure.ts';
import { table } from './print-table.ts';
import { startWorld } from './start-world.ts';
import { percentile } from './statistics.ts';
import { isTooMuch, summary } from './summary.ts';
import { workloads } from './workloads.ts';

const usage = `npm run bench -- [--quick] [--source]
npm run bench -- sweep [--help]
npm run bench -- load [--help]
npm run bench -- watching [--help]

Measures from a command's delivery to its answer, against a bare Bolt handler that only adds one BullMQ job.

  --quick    one short round of everything, within 45 seconds; leaves bench/results.json as it is
  --source   run src/ through tsx instead of dist/`;

/** Those that are a bench of their own. */
const others: Readonly<Record<string, () => Promise<boolean>>> = {
  sweep: async () => (await import('./sweep.ts')).benchSweep(),
  load: async () => (await import('./load.ts')).benchLoad(),
  watching: async () => (await import('./watching.ts')).benchWatching(),
};
const other = others[process.argv[2] ?? ''];
if (other) process.exit((await other()) ? 0 : 1);

const whole: Plan = { rounds: 3, warmUpSeconds: 2, seconds: { 1: 4, 50: 2.5, 200: 2 } };
const quick: Plan = { rounds: 1, warmUpSeconds: 2, seconds: { 1: 2, 50: 1, 200: 0.5 } };
/** No round is begun that would not be over by then. */
const roundsWithinMs = 225_000;
const mostMs = 300_000;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    source: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(usage);
  process.exit(0);
}
const say = (line: string): void => console.error(line);
const problems = new Set<string>();
const began = Date.now();

/** As many as ask in turn: one person alone would be told to slow down, and each opens sessions of their own. */
const crowd = 100;

const world = await startWorld({
  crowd,
  program: values.source ? 'source' : 'built',
  say: (problem) => void problems.add(problem),
});
const giveUp = async (why: string): Promise<void> => {
  say(why);
  await world.stop();
  process.exit(1);
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void giveUp('stopped'));
setTimeout(() => void giveUp('took too long'), mostMs).unref();

try {
  const before = await world.awsCalls();
  const loadBefore = loadavg()[0] ?? 0;
  const rounds = await measure(world, workloads, values.quick ? quick : whole, began + roundsWithinMs, say);
  const aws = await world.awsCalls();
  const rows = summary(rounds, workloads);
  for (const call of aws.unknown) problems.add(`the fake AWS does not know ${call}`);
  const refusal = rounds.find((round) => round.refusal !== undefined)?.refusal;
  const senderLateP99 = percentile(
    rounds.flatMap(({ lateness }) => lateness),
    0.99,
  );
  const machine = {
    cores: availableParallelism(),
    node: process.version,
    redis: world.redisVersion,
    platform: `${process.platform} ${process.arch}`,
    loadBefore: Math.round(loadBefore * 100) / 100,
  };
  const took = Math.round((Date.now() - began) / 1000);
  console.log(`\n${table(rows)}\n`);
  console.log(
    `${machine.cores} cores, Node ${machine.node}, Redis ${machine.redis}, ${machine.platform}, load before ${machine.loadBefore}; ` +
      `${took} s; the sender was at most ${senderLateP99.toFixed(1)} ms late (p99); ${aws.calls - before.calls} calls of AWS`,
  );
  if (refusal !== undefined) console.log(`first refusal: ${refusal}`);
  const warnings = world.warnings();
  if (warnings.length > 0) console.log(`Assay warned ${warnings.length} times; the first: ${warnings[0]}`);
  for (const problem of problems) console.log(`problem: ${problem}`);
  const results = { machine, seconds: took, senderLateP99: Math.round(senderLateP99 * 100) / 100, rows };
  if (!values.quick)
    await writeFile(new URL('./results.json', import.meta.url), `${JSON.stringify(results, null, 2)}\n`);
  // Of a process that is asked for more than its core, only that it loses nothing is demanded.
  const isWell = rows.every((row) => row.lost === 0 && (isTooMuch(row) || row.late + row.busy + row.refused === 0));
  process.exitCode = isWell && problems.size === 0 ? 0 : 1;
} finally {
  await world.stop();
}
