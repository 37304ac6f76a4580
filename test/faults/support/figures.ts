import { appendFileSync } from 'node:fs';
import { inject } from 'vitest';

/** One point as it was played. */
export interface Figure {
  readonly name: string;
  readonly moment: string;
  readonly lost: number;
  readonly repeated: number;
  readonly wrong: number;
  readonly pauseMs?: number;
  readonly tookMs: number;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** File that figures are written to, one JSON object a line. */
    readonly figures: string;
  }
}

export const note = (figure: Figure): void => appendFileSync(inject('figures'), `${JSON.stringify(figure)}\n`);
