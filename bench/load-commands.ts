import { arrivals } from './arrivals.ts';
import { cpuOf } from './cpu-of.ts';
import type { Load } from './load-mix.ts';
import { memoryOf } from './memory-of.ts';
import { sendAt } from './send-at.ts';
import type { BenchWorld } from './start-world.ts';
import { percentile } from './statistics.ts';
import { isShed, type ProgramName } from './workloads.ts';

/** One program under one load. */
export interface LoadRow {
  readonly load: string;
  readonly program: ProgramName;
  readonly sent: number;
  /** Of those that were let in, ms. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Never answered. */
  readonly lost: number;
  /** Answered after more than three seconds. */
  readonly late: number;
  /** Told at once that Assay is busy and nothing was started; and the slowest of these answers. */
  readonly shed: number;
  readonly shedMax: number;
  /** Any other answer than the right one; the first of them. */
  readonly wrong: number;
  readonly firstWrong?: string | undefined;
  /** Runs that answers name, and runs that Redis holds since. */
  readonly accepted: number;
  readonly recorded: number;
  /** Runs that an answer names and Redis does not hold. */
  readonly nowhere: number;
  /** Runs that were recorded and that no answer names. */
  readonly untold: number;
  readonly cpuMsEach: number;
  readonly rssMiB: number;
  readonly senderLateP99: number;
}

const slackWaitsMs = 3000;
const runId = /\br-[a-hjkmnp-z2-9]{10}\b/;
const round = (value: number): number => Math.round(value * 10) / 10;
const most = (values: readonly number[]): number => values.reduce((max, value) => Math.max(max, value), 0);

/** Sends so many commands a second, whatever becomes of them, and looks at every answer. */
export async function loadCommands(
  world: BenchWorld,
  load: Load,
  program: ProgramName,
  how: { readonly perSecond: number; readonly seconds: number },
): Promise<LoadRow> {
  const { slack, pid } = world.programs[program];
  const runsBefore = await world.runs();
  const expected = new Map<string, RegExp>();
  let number = 0;
  const text = (): string => {
    const command = load.command(number);
    number += 1;
    expected.set(command.text, command.right);
    return command.text;
  };
  const cpu = await cpuOf(pid);
  const [result] = await sendAt([{ slack, arrivals: arrivals(how.perSecond, how.seconds, 7), text }]);
  const cpuMs = (await cpuOf(pid)) - cpu;
  const sent = result?.sent ?? [];
  const took = sent.map(({ at, ackedAt, answeredAt, answer = '', text: asked }) => ({
    ms: Math.max(ackedAt ?? Number.POSITIVE_INFINITY, answeredAt ?? Number.POSITIVE_INFINITY) - at,
    answer,
    right: program !== 'assay' || (expected.get(asked)?.test(answer) ?? false),
  }));
  const answered = took.filter(({ ms }) => Number.isFinite(ms));
  const shed = answered.filter(({ answer }) => isShed.test(answer));
  const letIn = answered.filter(({ answer }) => !isShed.test(answer));
  const wrong = letIn.filter(({ right }) => !right);
  const times = letIn.map(({ ms }) => ms);
  const accepted = new Set(letIn.flatMap(({ answer }) => runId.exec(answer)?.[0] ?? []));
  const runsAfter = await world.runs();
  const recorded = [...runsAfter].filter((id) => !runsBefore.has(id));
  return {
    load: load.name,
    program,
    sent: sent.length,
    p50: round(percentile(times, 0.5)),
    p99: round(percentile(times, 0.99)),
    max: round(most(times)),
    lost: sent.length - answered.length,
    late: answered.filter(({ ms }) => ms > slackWaitsMs).length,
    shed: shed.length,
    shedMax: round(most(shed.map(({ ms }) => ms))),
    wrong: wrong.length,
    firstWrong: wrong[0]?.answer,
    accepted: program === 'assay' ? accepted.size : 0,
    recorded: recorded.length,
    nowhere: program === 'assay' ? [...accepted].filter((id) => !runsAfter.has(id)).length : 0,
    untold: recorded.filter((id) => !accepted.has(id)).length,
    cpuMsEach: round(cpuMs / sent.length),
    rssMiB: Math.round(await memoryOf(pid)),
    senderLateP99: round(percentile(result?.lateness ?? [], 0.99)),
  };
}
