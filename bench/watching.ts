import { writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { cpuOf } from './cpu-of.ts';
import { heard, startScript } from './processes.ts';
import { startMaking, startParkedWorld } from './start-parked-world.ts';
import type { GreatFigures } from './start-sweep-world.ts';
import { makingFrom } from './support/great-making.ts';
import { imageIdOf } from './support/great-world.ts';

const usage = `npm run bench -- watching [--quick] [--only 100x10] [--seconds 60] [--source]

Counts the calls of AWS and Slack while 1, 100 and 5,000 AMIs are waited for in 1, 10 and 50 accounts and Regions, against
one waiter of the SDK for each AMI.

  --quick    1, 50 and 500 AMIs for a few seconds; leaves bench/results-watching.json as it is
  --only     one of them: AMIs x places
  --seconds  how long is counted
  --source   run src/ through tsx instead of dist/`;

interface Size {
  readonly images: number;
  readonly places: number;
}

const whole: readonly Size[] = [
  { images: 1, places: 1 },
  ...[1, 10, 50].map((places) => ({ images: 100, places })),
  ...[1, 10, 50].map((places) => ({ images: 5000, places })),
];
const quick: readonly Size[] = [
  { images: 1, places: 1 },
  { images: 50, places: 1 },
  { images: 500, places: 10 },
];
const fillWithinMs = 240_000;
/** Cards of the filling are out by then, and the looks have their usual pace. */
const settleMs = 3000;

type Counts = Readonly<Record<string, number>>;

/** Calls a minute, by action or method. */
function perMinute(before: Counts, after: Counts, ms: number): Counts {
  const names = Object.keys(after).filter((name) => (after[name] ?? 0) > (before[name] ?? 0));
  return Object.fromEntries(
    names.map((name) => [name, Math.round((((after[name] ?? 0) - (before[name] ?? 0)) * 60_000) / ms)]),
  );
}
const sum = (counts: Counts): number => Object.values(counts).reduce((total, count) => total + count, 0);

/** What one size costs in a minute. */
interface Row extends Size {
  readonly aws: Counts;
  readonly slack: Counts;
  readonly waiters: Counts;
  /** AWS calls of a waiter for each AMI, over those of Assay. */
  readonly ratio: number;
  /** Runs that a worker held at any look; there were so many looks. */
  readonly slotsHeld: number;
  readonly looks: number;
  readonly cpuMs: { readonly worker: number; readonly bot: number; readonly waiters: number };
}

async function measureOne(
  size: Size,
  seconds: number,
  program: 'source' | 'built',
  problems: Set<string>,
): Promise<Row> {
  const { images, places } = size;
  const stops: (() => Promise<unknown>)[] = [];
  try {
    const world = await startParkedWorld({
      count: images,
      places,
      program,
      say: (problem) => void problems.add(problem),
    });
    stops.push(() => world.stop());
    const bareAws = await startMaking(images);
    stops.push(() => bareAws.stop());
    const bare = startScript('./bare-waiters.ts', {
      env: { AWS_ENDPOINT_URL: bareAws.url, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    });
    stops.push(() => bare.stop());
    await world.fill(fillWithinMs);
    await pause(settleMs);
    const bareCalls = async (): Promise<GreatFigures> => {
      const answer = heard<GreatFigures>(bareAws);
      bareAws.child.send('figures');
      return answer;
    };
    const cpu = async () => ({
      worker: await cpuOf(world.worker.child.pid),
      bot: await cpuOf(world.bot.child.pid),
      waiters: await cpuOf(bare.child.pid),
    });
    const slackBefore = Object.fromEntries(world.slack.methods());
    const [awsBefore, cpuBefore] = [await world.aws(), await cpu()];
    const began = performance.now();
    const waiting = heard(bare);
    bare.child.send({
      images: Array.from({ length: images }, (_, number) => ({
        id: imageIdOf(makingFrom + number),
        ...world.places[number % world.places.length],
      })),
    });
    await waiting;
    let slotsHeld = 0;
    let looks = 0;
    while (performance.now() - began < seconds * 1000) {
      slotsHeld = Math.max(slotsHeld, (await world.active()).runs);
      looks += 1;
      await pause(100);
    }
    const [awsAfter, bareAfter, cpuAfter] = [await world.aws(), await bareCalls(), await cpu()];
    const ms = performance.now() - began;
    const aws = perMinute(awsBefore.calls, awsAfter.calls, ms);
    const waiters = perMinute({}, bareAfter.calls, ms);
    for (const call of [...awsAfter.unknown, ...bareAfter.unknown]) problems.add(`the great AWS does not know ${call}`);
    for (const warning of world.warnings()) problems.add(`Assay warned: ${warning}`);
    if (slotsHeld > 0) problems.add(`${slotsHeld} runs held a worker while AWS worked`);
    const each = (of: 'worker' | 'bot' | 'waiters'): number =>
      Math.round(((cpuAfter[of] - cpuBefore[of]) * 60_000) / ms);
    return {
      ...size,
      aws,
      slack: perMinute(slackBefore, Object.fromEntries(world.slack.methods()), ms),
      waiters,
      ratio: Math.round((sum(waiters) / sum(aws)) * 100) / 100,
      slotsHeld,
      looks,
      cpuMs: { worker: each('worker'), bot: each('bot'), waiters: each('waiters') },
    };
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

const listed = (counts: Counts): string =>
  Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ') || 'none';

const tableRow = ({ images, places, aws, waiters, ratio, slack, slotsHeld, cpuMs }: Row): string =>
  `| ${images} | ${places} | ${sum(aws)} | ${(sum(aws) / places).toFixed(1)} | ${sum(waiters)} | ${ratio} | ${sum(slack)} | ${slotsHeld} | ${cpuMs.worker} + ${cpuMs.bot} | ${cpuMs.waiters} |`;

/** Prints the figures. @returns whether they are as they must be */
export async function benchWatching(): Promise<boolean> {
  const { values } = parseArgs({
    args: process.argv.slice(3),
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      seconds: { type: 'string' },
      source: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return true;
  }
  const [images = 0, places = 0] = values.only?.split('x').map(Number) ?? [];
  const sizes = values.only ? [{ images, places }] : values.quick ? quick : whole;
  const seconds = Number(values.seconds ?? (values.quick ? 8 : 60));
  const problems = new Set<string>();
  const loadBefore = loadavg()[0] ?? 0;
  const began = Date.now();
  const rows: Row[] = [];
  for (const size of sizes) {
    console.error(`${size.images} AMIs in ${size.places} accounts and Regions`);
    rows.push(await measureOne(size, seconds, values.source ? 'source' : 'built', problems));
    console.error(`  AWS a minute: ${listed(rows.at(-1)?.aws ?? {})}; Slack: ${listed(rows.at(-1)?.slack ?? {})}`);
  }
  console.log(`
| AMIs | places | AWS calls a minute | for each place | SDK waiters | x | Slack calls a minute | runs that held a worker | CPU ms, worker + bot | CPU ms, waiters |
|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
${rows.map(tableRow).join('\n')}

${availableParallelism()} cores, Node ${process.version}, load ${loadBefore.toFixed(1)} before and ${(loadavg()[0] ?? 0).toFixed(1)} after; ${seconds} s each, ${Math.round((Date.now() - began) / 1000)} s in all`);
  for (const problem of problems) console.log(`problem: ${problem}`);
  if (!values.quick && !values.only)
    await writeFile(
      new URL('./results-watching.json', import.meta.url),
      `${JSON.stringify({ seconds, loadBefore, rows }, null, 2)}\n`,
    );
  return problems.size === 0;
}
