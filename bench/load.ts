import { writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { type LoadRow, loadCommands } from './load-commands.ts';
import { creates, type Load, mixed, warmUpOf } from './load-mix.ts';
import { loadRuns, runsTable } from './load-runs.ts';
import { startWorld } from './start-world.ts';
import type { ProgramName } from './workloads.ts';

const usage = `npm run bench -- load [commands | runs] [--quick] [--seconds 60] [--per-second 200] [--source]

commands   200 commands a second for a minute on one bot process: a mix of every kind, and create only; against a bare
           Bolt handler that only adds one BullMQ job
runs       10,000 runs in flight at once: what they take while AWS works, and that all of them end right

  --quick       a few seconds each; leaves bench/results-load.json as it is
  --seconds     how long commands are sent
  --per-second  how many
  --runs        how many runs in flight
  --only        "a mix" or "create only"
  --source      run src/ through tsx instead of dist/`;

/** Twice a second for each person at the most, far below what one person may. */
const crowd = 400;
const warmUpRate = 40;
const mostMs = 45 * 60_000;

/** Create alone asks AWS 1,200 times a second: the strict server would be what is measured. */
const turns: readonly {
  readonly load: Load;
  readonly aws: 'strict' | 'great';
  readonly programs: readonly ProgramName[];
}[] = [
  { load: mixed, aws: 'strict', programs: ['bare', 'assay'] },
  { load: creates, aws: 'great', programs: ['bare', 'bare with reads', 'assay'] },
];

const head = `| load | program | sent | p50 ms | p99 ms | max ms | lost | > 3 s | told busy | slowest of these | wrong | accepted / recorded | CPU ms each | RSS MiB |
|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|`;
const tableRow = (row: LoadRow): string =>
  `| ${row.load} | ${row.program} | ${row.sent} | ${row.p50} | ${row.p99} | ${row.max} | ${row.lost} | ${row.late} | ${row.shed} | ${row.shedMax} | ${row.wrong} | ${row.accepted} / ${row.recorded} | ${row.cpuMsEach} | ${row.rssMiB} |`;

/** What must not be, whatever the load. */
function problemsOf(row: LoadRow): readonly string[] {
  const { load, program, lost, late, wrong, firstWrong, nowhere, untold } = row;
  if (program !== 'assay') return [];
  return [
    ...(lost > 0 ? [`${load}: ${lost} answers lost`] : []),
    ...(late > 0 ? [`${load}: ${late} answers late`] : []),
    ...(wrong > 0 ? [`${load}: ${wrong} wrong answers, the first: ${firstWrong}`] : []),
    ...(nowhere > 0 ? [`${load}: answers name ${nowhere} runs that are not recorded`] : []),
    ...(untold > 0 ? [`${load}: ${untold} runs are recorded that no answer names`] : []),
  ];
}

interface How {
  readonly perSecond: number;
  readonly seconds: number;
}

async function benchTurn(
  { load, aws, programs }: (typeof turns)[number],
  how: How,
  program: 'source' | 'built',
  problems: Set<string>,
): Promise<readonly LoadRow[]> {
  const world = await startWorld({ program, crowd, aws, say: (problem) => void problems.add(problem) });
  const timer = setTimeout(() => void world.stop().then(() => process.exit(1)), mostMs);
  const rows: LoadRow[] = [];
  try {
    for (const name of programs) {
      console.error(`${load.name}: ${name}, warming up`);
      // Everybody once: sessions are opened, and what is compiled at the first call is compiled.
      await loadCommands(world, warmUpOf(load), name, {
        perSecond: warmUpRate,
        seconds: how.seconds < 20 ? 4 : crowd / warmUpRate,
      });
      const row = await loadCommands(world, load, name, how);
      rows.push(row);
      console.error(tableRow(row));
      for (const problem of problemsOf(row)) problems.add(problem);
    }
    for (const call of (await world.awsCalls()).unknown) problems.add(`the fake AWS does not know ${call}`);
    const warnings = world.warnings();
    if (warnings.length > 0) console.log(`Assay warned ${warnings.length} times; the first: ${warnings[0]}`);
    return rows;
  } finally {
    clearTimeout(timer);
    await world.stop();
  }
}

/** Prints the figures. @returns whether they are as they must be */
export async function benchLoad(): Promise<boolean> {
  const { values, positionals } = parseArgs({
    args: process.argv.slice(3),
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      seconds: { type: 'string' },
      only: { type: 'string' },
      runs: { type: 'string' },
      'per-second': { type: 'string' },
      source: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return true;
  }
  const what = positionals[0];
  const program = values.source ? 'source' : 'built';
  const seconds = Number(values.seconds ?? (values.quick ? 4 : 60));
  const perSecond = Number(values['per-second'] ?? 200);
  const loadBefore = loadavg()[0] ?? 0;
  const began = Date.now();
  const problems = new Set<string>();
  const results: Record<string, unknown> = { seconds, perSecond, loadBefore };
  if (what === undefined || what === 'commands') {
    const rows: LoadRow[] = [];
    for (const turn of turns)
      if (values.only === undefined || values.only === turn.load.name)
        rows.push(...(await benchTurn(turn, { perSecond, seconds }, program, problems)));
    results['commands'] = rows;
    console.log(`\n${head}\n${rows.map(tableRow).join('\n')}`);
  }
  if (what === undefined || what === 'runs') {
    const runs = Number(values.runs ?? (values.quick ? 300 : 10_000));
    const row = await loadRuns(runs, Math.min(runs, 50), program, problems);
    results['runs'] = row;
    console.log(runsTable(row));
  }
  console.log(
    `\n${availableParallelism()} cores, Node ${process.version}, load ${loadBefore.toFixed(1)} before and ${(loadavg()[0] ?? 0).toFixed(1)} after; ${Math.round((Date.now() - began) / 1000)} s`,
  );
  for (const problem of problems) console.log(`problem: ${problem}`);
  if (!values.quick && what === undefined)
    await writeFile(new URL('./results-load.json', import.meta.url), `${JSON.stringify(results, null, 2)}\n`);
  return problems.size === 0;
}
