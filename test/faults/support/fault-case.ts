import type { AwsWorldSeed } from '../../../sandbox/aws/world/world-seed.ts';
import type { SlackMessage } from '../../../sandbox/contract.ts';
import type { Stage, Who } from '../../../sandbox/story/stage.ts';
import type { Run, RunState } from '../../../src/core/run.ts';
import type { Modals } from './modals.ts';

/** What a case may do to bring its run about: people's hands in Slack, and what they see. */
export interface Play {
  readonly stage: Stage;
  /** Types a line in #ami-requests and gives back the id of the run it started. */
  ask(line: string, who?: Who): Promise<string>;
  /** These people approve, one after the other. */
  approve(runId: string, ...who: readonly Who[]): Promise<void>;
  /** Clicks a button of the run's card: `cancel`, `retry`, `undo` … */
  click(runId: string, button: string, who?: Who): Promise<void>;
  /** Types a line that only brings an answer. */
  say(line: string, who?: Who): Promise<void>;
  /** A run's card, once it says this. */
  cardOf(runId: string, fits?: RegExp): Promise<SlackMessage>;
  /** Does something at a screen; once more if the bot dies over it, and nothing where the button is gone then. */
  atScreen<T>(who: Who, hand: (screen: Modals) => Promise<T>): Promise<T | undefined>;
  /** Waits until the run is over and everything about it is shown. */
  ended(runId: string): Promise<Ending>;
  /** Runs whose record fits, newest first: for those that nobody typed. */
  runs(fits: (run: Run) => boolean): Promise<readonly Run[]>;
}

/** A run that is over, as its record and its card tell it. */
export interface Ending {
  readonly run: Run;
  /** All the card says. */
  readonly card: string;
  /** What stands in the card's thread, oldest first. */
  readonly thread: readonly string[];
}

/**
 * An operation that is killed and refused at every write it makes to AWS. Its undisturbed run is played first; it says
 * which writes there are, what AWS holds in the end and what the card says, and every disturbed run must come to the same.
 */
export interface FaultCase {
  readonly name: string;
  /** Jobs of the run and of its children; the undisturbed run must have played these, and no others. */
  readonly plays: readonly string[];
  /** Instead of one in which nothing tells of itself. */
  readonly world?: AwsWorldSeed;
  /**
   * Ids of actions and views that it plays; then the bot is killed, at what it does from there on, and nothing is done to
   * workers, whose job another case plays.
   */
  readonly hands?: readonly string[];
  /** How the run ends, "done" when left out. */
  readonly ends?: RunState;
  /** What must be there first; played undisturbed each time. What it returns is handed to `start`. */
  readonly before?: (play: Play) => Promise<string>;
  /** The line that asks for the run, or whatever leads to it; gives back the run's id. */
  readonly start: string | ((play: Play, before: string) => Promise<string>);
  /** Other runs that must have come to their end before AWS is looked at; their cards name things as well. */
  readonly besides?: (play: Play, before: string) => Promise<readonly Ending[]>;
  /** Also demanded of every good end. Throws. */
  readonly end?: (ending: Ending) => void;
  /** Writes, as "ec2:DeleteTags", whose refusal does not fail the run but is told on its card. */
  readonly tolerates?: readonly string[];
  /** True: its points at Redis and Slack are among those that are played with `FAULTS_SAMPLE`. */
  readonly sampled?: boolean;
  /** How long an image takes, in ms; default 600. */
  readonly paceMs?: number;
  /** How long its end is waited for, in ms; default 90,000. */
  readonly patienceMs?: number;
}
