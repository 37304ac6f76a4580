import { appendFileSync } from 'node:fs';
import { inject } from 'vitest';
import type { Role } from './act.ts';
import type { Disturbance } from './disturbance.ts';

/** One point as it was played. */
export interface Figure {
  readonly name: string;
  readonly moment: string;
  readonly kind: Disturbance['kind'];
  readonly write: string;
  readonly role: Role;
  /** False when the disturbed run never came to its point. */
  readonly reached: boolean;
  readonly lost: number;
  readonly repeated: number;
  readonly halfDone: number;
  readonly wrong: number;
  readonly pauseMs?: number;
  readonly tookMs: number;
}

/** What an undisturbed run passed by at Redis and Slack. */
export interface Passage {
  readonly name: string;
  /** Moments at which a process stood before or behind an act. */
  readonly seen: number;
  /** The same, each kind of place once: what is played. */
  readonly points: number;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** File that figures are written to, one JSON object a line. */
    readonly figures: string;
  }
}

export const note = (figure: Figure | Passage): void =>
  appendFileSync(inject('figures'), `${JSON.stringify(figure)}\n`);
