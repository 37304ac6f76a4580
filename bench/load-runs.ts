import { setTimeout as pause } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { startRedis } from '../sandbox/redis/start-redis.ts';
import { isFinal } from '../src/core/run.ts';
import { createJob } from '../src/jobs/create/index.ts';
import { queueConnection } from '../src/store/connect.ts';
import { cpuOf } from './cpu-of.ts';
import { memoryOf } from './memory-of.ts';
import { startParkedWorld } from './start-parked-world.ts';

/** So many runs in flight at once, and what became of them. */
export interface RunsRow {
  readonly runs: number;
  readonly places: number;
  readonly parkSeconds: number;
  readonly drainSeconds: number;
  /** Until every card says how its run ended, with Slack's own limits lifted. */
  readonly cardSeconds: number;
  readonly ended: number;
  readonly lost: number;
  readonly endedOtherwise: number;
  readonly cards: number;
  readonly edits: number;
  /** In the drain. */
  readonly awsCalls: number;
  readonly redisMiB: number;
  readonly workerMiB: number;
  readonly botMiB: number;
  readonly cpuSeconds: { readonly worker: number; readonly bot: number };
  /** As many delayed jobs of BullMQ with the same plans. */
  readonly bareRedisMiB: number;
}

const drainWithinMs = 900_000;
/** A card and a word to the requester for each run. */
const shownWithinMs = 1_800_000;
const round = (value: number): number => Math.round(value * 10) / 10;
const seconds = (since: number): number => round((performance.now() - since) / 1000);

async function usedMiB(redis: Redis): Promise<number> {
  const [, bytes = '0'] = /used_memory:(\d+)/.exec(await redis.info('memory')) ?? [];
  return Number(bytes) / 2 ** 20;
}

/** What as many delayed jobs take that hold the same payload. */
async function bareMiB(payloads: readonly unknown[]): Promise<number> {
  const server = await startRedis();
  const redis = new Redis(server.url);
  const queue = new Queue('bare', {
    connection: queueConnection({ url: server.url }, 'patient').connection,
    prefix: '{bare}',
  });
  try {
    await queue.waitUntilReady();
    const before = await usedMiB(redis);
    for (let first = 0; first < payloads.length; first += 500)
      await queue.addBulk(
        payloads.slice(first, first + 500).map((data) => ({ name: 'create', data, opts: { delay: 3_600_000 } })),
      );
    return (await usedMiB(redis)) - before;
  } finally {
    await queue.close();
    redis.disconnect();
    await server.stop();
  }
}

/** Parks so many runs at AWS, measures what they take, makes their AMIs available and watches all of them end. */
export async function loadRuns(
  runs: number,
  places: number,
  program: 'source' | 'built',
  problems: Set<string>,
): Promise<RunsRow> {
  const world = await startParkedWorld({ count: runs, places, program, say: (problem) => void problems.add(problem) });
  try {
    const pids = { worker: world.worker.child.pid, bot: world.bot.child.pid };
    const before = {
      redis: await usedMiB(world.redis),
      worker: await memoryOf(pids.worker),
      bot: await memoryOf(pids.bot),
    };
    const began = performance.now();
    await world.fill(drainWithinMs);
    const parkSeconds = seconds(began);
    await pause(2000);
    const parked = {
      redis: await usedMiB(world.redis),
      worker: await memoryOf(pids.worker),
      bot: await memoryOf(pids.bot),
    };
    const held = await world.active();
    if (held.runs > 0) problems.add(`${held.runs} runs held a worker while all were parked`);
    const sample = await world.store.runs.get(world.ids[0] ?? '');
    const payload = { id: sample?.id, plan: sample?.plan, requester: sample?.requester, channel: sample?.channel };
    const cpu = { worker: await cpuOf(pids.worker), bot: await cpuOf(pids.bot) };
    const awsBefore = Object.values((await world.aws()).calls).reduce((sum, count) => sum + count, 0);
    const editsBefore = world.slack.methods().get('chat.update') ?? 0;
    world.liftLimits(true);
    const released = performance.now();
    await world.finish();
    const open = async (): Promise<number> => world.redis.zcard('{assay}:open');
    for (const end = Date.now() + drainWithinMs; (await open()) > 0 && Date.now() < end; ) await pause(250);
    const drainSeconds = seconds(released);
    const states = new Map<string, number>();
    let right = 0;
    for (const id of world.ids) {
      const run = await world.store.runs.get(id);
      const state = run && isFinal(run.state) ? run.state : run ? 'open' : 'lost';
      states.set(state, (states.get(state) ?? 0) + 1);
      if (run?.state === 'done' && createJob.result.safeParse(run.result).success) right += 1;
    }
    const shown = async (): Promise<number> => {
      const texts = world.slack.cards();
      return [...texts.values()].filter(({ text }) => /Created: /.test(text)).length;
    };
    for (const end = Date.now() + shownWithinMs; (await shown()) < runs && Date.now() < end; ) await pause(250);
    const cardSeconds = seconds(released);
    const awsAfter = await world.aws();
    const cards = world.slack.cards();
    const row: RunsRow = {
      runs,
      places,
      parkSeconds,
      drainSeconds,
      cardSeconds,
      ended: right,
      lost: (states.get('lost') ?? 0) + (states.get('open') ?? 0),
      endedOtherwise: runs - right - (states.get('lost') ?? 0) - (states.get('open') ?? 0),
      cards: cards.size,
      edits: (world.slack.methods().get('chat.update') ?? 0) - editsBefore,
      awsCalls: Object.values(awsAfter.calls).reduce((sum, count) => sum + count, 0) - awsBefore,
      redisMiB: round(parked.redis - before.redis),
      workerMiB: round(parked.worker - before.worker),
      botMiB: round(parked.bot - before.bot),
      cpuSeconds: {
        worker: round(((await cpuOf(pids.worker)) - cpu.worker) / 1000),
        bot: round(((await cpuOf(pids.bot)) - cpu.bot) / 1000),
      },
      bareRedisMiB: round(await bareMiB(Array.from({ length: runs }, () => payload))),
    };
    if (row.ended !== runs)
      problems.add(`${runs - row.ended} of ${runs} runs did not end as they should: ${JSON.stringify([...states])}`);
    if (row.cards !== runs) problems.add(`${row.cards} cards for ${runs} runs`);
    if ((await shown()) !== runs) problems.add(`${await shown()} of ${runs} cards say how their run ended`);
    for (const call of awsAfter.unknown) problems.add(`the great AWS does not know ${call}`);
    for (const warning of world.warnings().slice(0, 3)) problems.add(`Assay warned: ${warning}`);
    return row;
  } finally {
    await world.stop();
  }
}

/** As two columns to read. */
export const runsTable = (row: RunsRow): string => `
| ${row.runs} runs in flight, in ${row.places} accounts and Regions | |
|---|--:|
| parked, each with its card | ${row.parkSeconds} s |
| all ended, after their AMIs became available | ${row.drainSeconds} s |
| all cards say so, Slack's limits lifted | ${row.cardSeconds} s |
| ended right / otherwise / lost | ${row.ended} / ${row.endedOtherwise} / ${row.lost} |
| cards / edits | ${row.cards} / ${row.edits} |
| calls of AWS in the drain | ${row.awsCalls} |
| CPU of worker + bot in the drain | ${row.cpuSeconds.worker} + ${row.cpuSeconds.bot} s |
| Redis while parked | ${row.redisMiB} MiB, ${round((row.redisMiB * 1024) / row.runs)} KiB each |
| as many delayed jobs of BullMQ with the same plan | ${row.bareRedisMiB} MiB: x ${round(row.redisMiB / row.bareRedisMiB)} |
| worker, bot above idle | ${row.workerMiB}, ${row.botMiB} MiB |`;
