import type { AwsReader, Place } from './aws.ts';
import type { IamNeed } from './iam.ts';
import type { Json } from './json.ts';
import type { Message } from './message.ts';

/** What a look at AWS showed of one thing that is being waited for. */
export interface Observation {
  readonly state: 'pending' | 'done' | 'failed';
  /** For people: "creating", "snapshots 40 %". */
  readonly phase: string;
  /** 0 to 100, where AWS says. */
  readonly percent?: number;
  /** On `failed`: AWS's own reason. */
  readonly reason?: string;
  /** What the job gets to see when it wakes. */
  readonly data?: Json;
  /**
   * On `pending`: it will not go on before somebody acts. Said once for each key, under the run's card with its requester
   * called; in the card's channel when nobody asked for the run.
   */
  readonly call?: { readonly key: string; readonly message: Message };
}

/** What a run waits for. */
export interface WatchRequest {
  /** Name of a watch under `src/watches/`. */
  readonly watch: string;
  readonly place: Place;
  /** The AWS id. */
  readonly target: string;
}

/**
 * A kind of thing at AWS that runs can wait for. All targets of one account and Region are looked at together, in as few
 * calls as AWS allows: calls depend on accounts and Regions, never on the number of runs.
 */
export interface WatchKind {
  readonly name: string;
  readonly iam: readonly IamNeed[];
  /**
   * @param since when each target began to be watched: AWS may not know a new id for some minutes
   * @returns an observation for every target
   */
  look(
    targets: readonly { readonly id: string; readonly since: Date }[],
    place: Place,
    aws: AwsReader,
    now: Date,
  ): Promise<ReadonlyMap<string, Observation>>;
}

/** Declares a watch; its file is found by being in `src/watches/`. */
export const defineWatch = (kind: WatchKind): WatchKind => kind;
