import { makeRecheck } from '../approvals/recheck.ts';
import { makeReplan } from '../approvals/replan.ts';
import { tickWaiting } from '../approvals/tick-waiting.ts';
import type { VoteKeys } from '../approvals/vote-seal.ts';
import type { Aws } from '../core/aws.ts';
import type { Catalogue } from '../core/catalogue.ts';
import type { Records } from '../core/command.ts';
import type { Directory } from '../core/people.ts';
import type { Settings } from '../core/settings.ts';
import { type Engine, makeEngine } from '../engine/make-engine.ts';
import type { EngineLog, EngineParts, EngineTiming } from '../engine/parts.ts';
import type { Store } from '../store/make-store.ts';

export interface WorkerOptions {
  readonly catalogue: Catalogue;
  readonly settings: Settings;
  readonly records: Records;
  readonly aws: Aws;
  readonly directory: Directory;
  readonly log: EngineLog;
  readonly store: Store;
  readonly connection: EngineParts['connection'];
  readonly prefix: string;
  readonly polling: EngineParts['polling'];
  /** A worker that shows no sign of life for so long, in milliseconds, has lost its runs. */
  readonly leaseMs: number;
  readonly voteKeys: VoteKeys;
  readonly writesOf: EngineParts['writesOf'];
  readonly events: EngineParts['events'];
}

/** Runs and the queue's nudges are lost together: a nudge that outlived its run's lease would keep others from the run. */
const timingOf = (leaseMs: number): Partial<EngineTiming> => ({ leaseMs, lockMs: leaseMs, stalledMs: leaseMs / 4 });

/** The worker's side: the engine, told by approvals when an approval still holds. */
export async function startWorker(options: WorkerOptions): Promise<Engine> {
  const { store, catalogue, settings, records, aws, directory, log } = options;
  const engine = makeEngine({
    store,
    catalogue,
    aws,
    settings,
    log,
    connection: options.connection,
    prefix: options.prefix,
    polling: options.polling,
    timing: timingOf(options.leaseMs),
    writesOf: options.writesOf,
    events: options.events,
    replan: makeReplan({ catalogue, records, aws, settings }),
    recheck: makeRecheck({ directory, settings, jobs: catalogue.jobs, clock: store.clock, voteKeys: options.voteKeys }),
    sealFault: records.sealFault,
    tickWaiting,
  });
  await engine.start();
  return engine;
}
