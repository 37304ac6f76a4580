import { setTimeout as pause } from 'node:timers/promises';
import { arrivals, everySecond } from './arrivals.ts';
import { cpuOf } from './cpu-of.ts';
import { type LaneResult, sendAt } from './send-at.ts';
import type { BenchWorld } from './start-world.ts';
import { isShed, type ProgramName, type Workload } from './workloads.ts';

/** What one program did in one round. */
export interface Round {
  readonly workload: string;
  readonly rate: number;
  readonly program: ProgramName;
  /** Delivery to answer, in ms, of every command that was let in and answered. */
  readonly latencies: readonly number[];
  readonly lateness: readonly number[];
  readonly sent: number;
  readonly lost: number;
  /** Acks or answers after more than the three seconds Slack gives. */
  readonly late: number;
  /** Told at once that Assay is busy and nothing was started. */
  readonly busy: number;
  /** Answers of Assay that were not the one asked for; the first of them as it was. */
  readonly refused: number;
  readonly refusal: string | undefined;
  readonly cpuMs: number;
}

export interface Plan {
  readonly rounds: number;
  readonly warmUpSeconds: number;
  /** Seconds a round takes, by commands a second. */
  readonly seconds: Readonly<Record<1 | 50 | 200, number>>;
}

const slackWaitsMs = 3000;
const warmUpRate = 60;
/** The cards of what was created are posted after the answers: they belong to nobody else's round. Longer than the outbox sleeps. */
const quietMs = 350;
const quietWithinMs = 4000;

let number = 0;
const textOf = (workload: Workload) => (): string => {
  number += 1;
  return workload.text(number);
};

function roundOf(workload: Workload, rate: number, program: ProgramName, result: LaneResult, cpuMs: number): Round {
  const { sent, lateness } = result;
  const took = (at: number | undefined, from: number): number => (at ?? Number.POSITIVE_INFINITY) - from;
  const answered = sent.filter(({ answeredAt }) => answeredAt !== undefined);
  const letIn = answered.filter(({ answer }) => !isShed.test(answer ?? ''));
  const wrong = program === 'assay' ? letIn.filter(({ answer }) => !workload.right.test(answer ?? '')) : [];
  return {
    workload: workload.name,
    rate,
    program,
    latencies: letIn.map(({ answeredAt, at }) => took(answeredAt, at)),
    lateness,
    sent: sent.length,
    lost: sent.length - answered.length,
    late: sent.filter(({ ackedAt, answeredAt, at }) => Math.max(took(ackedAt, at), took(answeredAt, at)) > slackWaitsMs)
      .length,
    busy: answered.length - letIn.length,
    refused: wrong.length,
    refusal: wrong[0]?.answer,
    cpuMs,
  };
}

/** Waits until a program calls Slack no more. */
async function quiet(world: BenchWorld): Promise<void> {
  const { slack } = world.programs.assay;
  const deadline = performance.now() + quietWithinMs;
  for (let before = -1; slack.calls() !== before && performance.now() < deadline; await pause(quietMs))
    before = slack.calls();
}

async function together(
  world: BenchWorld,
  workload: Workload,
  rate: number,
  lanes: readonly { readonly program: ProgramName; readonly arrivals: readonly number[] }[],
): Promise<readonly Round[]> {
  const pids = lanes.map(({ program }) => world.programs[program].pid);
  const before = await Promise.all(pids.map(cpuOf));
  const results = await sendAt(
    lanes.map(({ program, arrivals: at }) => ({
      slack: world.programs[program].slack,
      arrivals: at,
      text: textOf(workload),
    })),
  );
  const after = await Promise.all(pids.map(cpuOf));
  if (lanes.some(({ program }) => program === 'assay')) await quiet(world);
  return lanes.map(({ program }, lane) =>
    roundOf(
      workload,
      rate,
      program,
      results[lane] ?? { sent: [], lateness: [] },
      (after[lane] ?? Number.NaN) - (before[lane] ?? Number.NaN),
    ),
  );
}

/** One after the other, so that nobody pays for the others; who begins changes from round to round. */
async function oneByOne(
  world: BenchWorld,
  workload: Workload,
  rate: number,
  seconds: number,
  round: number,
): Promise<readonly Round[]> {
  const found: Round[] = [];
  const { programs } = workload;
  const shift = round % programs.length;
  for (const program of [...programs.slice(shift), ...programs.slice(0, shift)])
    found.push(...(await together(world, workload, rate, [{ program, arrivals: arrivals(rate, seconds, round + 1) }])));
  return found;
}

/** Everybody once a second, each at a moment of its own within it: nobody meets anybody else. */
function sideBySide(world: BenchWorld, workload: Workload, seconds: number): Promise<readonly Round[]> {
  const { programs } = workload;
  const lanes = programs.map((program, index) => ({
    program,
    arrivals: everySecond(seconds, (index * 1000) / programs.length),
  }));
  return together(world, workload, 1, lanes);
}

async function warmUp(world: BenchWorld, workload: Workload, seconds: number): Promise<void> {
  for (const round of await oneByOne(world, workload, warmUpRate, seconds, 0))
    if (round.refusal !== undefined || round.lost > 0)
      throw new Error(`${workload.name} did not work in the warm-up: ${round.refusal ?? 'no answer'}`);
}

/**
 * Measures every command at every rate, round after round; on a machine too slow for all rounds as many as there is time
 * for. What came before is not counted.
 * @param endBy in ms since 1970
 */
export async function measure(
  world: BenchWorld,
  workloads: readonly Workload[],
  plan: Plan,
  endBy: number,
  say: (line: string) => void,
): Promise<readonly Round[]> {
  for (const workload of workloads) {
    say(`warming up ${workload.name}`);
    await warmUp(world, workload, plan.warmUpSeconds);
  }
  const found: Round[] = [];
  let longest = 0;
  for (let round = 0; round < plan.rounds; round += 1) {
    const began = Date.now();
    if (began + longest > endBy) {
      say(`no time for more than ${round} of ${plan.rounds} rounds`);
      break;
    }
    for (const workload of workloads) {
      say(`round ${round + 1} of ${plan.rounds}: ${workload.name}`);
      found.push(...(await sideBySide(world, workload, plan.seconds[1])));
      for (const rate of [50, 200] as const)
        found.push(...(await oneByOne(world, workload, rate, plan.seconds[rate], round)));
    }
    longest = Math.max(longest, Date.now() - began);
  }
  return found;
}
