import type { Place } from './aws.ts';

/** What doing a plan would mean, read by the approval policy. It never looks at the command's name. */
export interface Impact {
  /** Approves an AMI for this environment: the two-person rule of that environment applies. */
  readonly approvesFor?: string;
  /** Lets something run there that this environment did not approve: its rule applies in full, as for an approval. */
  readonly exemptsFor?: string;
  /** Stops something that serves there: its rule applies in full, with at least two people whatever it says. */
  readonly interruptsIn?: string;
  /** Takes an approval away: one approver of that environment suffices. */
  readonly revokesFor?: string;
  /**
   * Ends something this environment has approved or runs from: its rule applies in full, as for an approval, whatever else
   * the configuration demands.
   */
  readonly endsFor?: string;
  /** Cannot be undone by Assay. */
  readonly destructive?: boolean;
  /** Accounts that would get access and that the configuration does not know. */
  readonly unknownAccounts?: readonly string[];
}

/** Where a plan acts; cards, locks and clients use it. */
export interface PlanTarget {
  readonly place: Place;
  /** One lock: two runs with the same subject never work at the same time. */
  readonly subject: string;
  /** AWS ids the run is about, for `/ami history`. */
  readonly about: readonly string[];
  /**
   * Shares of something AWS rations, held while the run works and waits, not while it sleeps. Runs get them in the order
   * they asked; whoever asks for more than there is gets all of it.
   */
  readonly quota?: readonly QuotaShare[];
}

export interface QuotaShare {
  /** What is rationed and where: `snapshot-copies:444455556666:eu-west-1`. Equal keys share one limit. */
  readonly key: string;
  readonly amount: number;
  readonly limit: number;
}
