import type { AwsWorldSeed } from '../../../sandbox/aws/world/world-seed.ts';
import type { Play } from '../support/fault-case.ts';
import type { Clock } from './clock.ts';

/** Something that nobody asked for: AWS tells of it, or its moment comes. */
export interface ClockCase {
  readonly name: string;
  /** Default: the sandbox's world with nothing in production. */
  readonly world?: AwsWorldSeed;
  /** How long an image takes, in ms; default 600. */
  readonly paceMs?: number;
  /** What must be there first; played undisturbed each time. What it returns is handed on. */
  readonly before?: (play: Play, clock: Clock) => Promise<string>;
  /** It happens, and is waited for to its end. Processes are killed from here on. */
  readonly start: (play: Play, clock: Clock, before: string) => Promise<void>;
  /** Brings to rest what is still under way then. Nobody is killed in it. */
  readonly after?: (play: Play, before: string) => Promise<void>;
  /** True: among those that are played with `FAULTS_SAMPLE`. */
  readonly sampled?: boolean;
}
