import type { Round } from './measure.ts';
import { median, percentile } from './statistics.ts';
import type { ProgramName, Workload } from './workloads.ts';

/** One line of the table: one program, one command, one rate, over all rounds. */
export interface Row {
  readonly command: string;
  readonly perSecond: number;
  readonly program: ProgramName;
  readonly samples: number;
  /** Medians of the rounds, in ms. */
  readonly p50: number;
  readonly p99: number;
  readonly cpuMsPerCommand: number;
  /** What the rate asks of one process, in cores. It has one: from about 0.8 on, answers wait for each other. */
  readonly cores: number;
  readonly lost: number;
  readonly late: number;
  readonly busy: number;
  readonly refused: number;
  /** How many times as long as the others take; only of Assay. */
  readonly ratios?: Readonly<Partial<Record<ProgramName, { readonly p50: number; readonly p99: number }>>>;
}

const fullCore = 0.8;

/** Whether more was asked than one process can do; then its times say how long the queue was, and no more. */
export const isTooMuch = ({ cores }: Row): boolean => cores >= fullCore;

const rounded = (value: number): number => Math.round(value * 100) / 100;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** At one a second a round has too few for a percentile: all rounds are taken together there. */
function overRounds(rounds: readonly Round[], share: number): number {
  if ((rounds[0]?.rate ?? 0) > 1) return median(rounds.map(({ latencies }) => percentile(latencies, share)));
  return percentile(
    rounds.flatMap(({ latencies }) => latencies),
    share,
  );
}

function rowOf(rounds: readonly Round[]): Row | undefined {
  const [first] = rounds;
  if (!first) return undefined;
  const samples = sum(rounds.map(({ sent }) => sent));
  const cpuMs = sum(rounds.map((round) => round.cpuMs)) / samples;
  return {
    command: first.workload,
    perSecond: first.rate,
    program: first.program,
    samples,
    p50: rounded(overRounds(rounds, 0.5)),
    p99: rounded(overRounds(rounds, 0.99)),
    cpuMsPerCommand: rounded(cpuMs),
    cores: rounded((cpuMs * first.rate) / 1000),
    lost: sum(rounds.map(({ lost }) => lost)),
    late: sum(rounds.map(({ late }) => late)),
    busy: sum(rounds.map(({ busy }) => busy)),
    refused: sum(rounds.map(({ refused }) => refused)),
  };
}

/** The table, in the order of the commands and rates. */
export function summary(rounds: readonly Round[], workloads: readonly Workload[]): readonly Row[] {
  return workloads.flatMap(({ name, programs }) =>
    [1, 50, 200].flatMap((rate) => {
      const rows = programs.flatMap((program) => {
        const row = rowOf(
          rounds.filter((each) => each.workload === name && each.rate === rate && each.program === program),
        );
        return row ? [row] : [];
      });
      return rows.map((row): Row => {
        if (row.program !== 'assay') return row;
        const others = rows.filter(({ program }) => program !== 'assay');
        const ratios = others.map(({ program, p50, p99 }) => [
          program,
          { p50: rounded(row.p50 / p50), p99: rounded(row.p99 / p99) },
        ]);
        return { ...row, ratios: Object.fromEntries(ratios) };
      });
    }),
  );
}
