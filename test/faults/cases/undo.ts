import { expect } from 'vitest';
import type { FaultCase } from '../support/fault-case.ts';

/** What a line did, taken back. */
const undoOf = (what: string, line: string): FaultCase => ({
  name: `undo of ${what}`,
  plays: ['undo'],
  async before(play) {
    const runId = await play.ask(line);
    expect((await play.ended(runId)).run.state).toBe('done');
    return runId;
  },
  start: (play, runId) => play.ask(`/ami undo ${runId}`),
});

export const undoCases: readonly FaultCase[] = [
  undoOf('a copy', '/ami copy web-2026-10-01 to us-east-1 --name undone-copy'),
  undoOf('a share', '/ami share db-2026-10-05 with prod --to-copy'),
  undoOf('a launch', '/ami launch web-2026-10-01 --name undone-launch'),
  undoOf('a move to another zone', '/ami migrate shop-1 to b --subnet private-b'),
];
