import type { Run } from '../../src/core/run.ts';
import type { EngineLog, EngineParts } from '../../src/engine/parts.ts';

/** Everything that takes seconds in production, small enough to wait for. */
export const quick = {
  leaseMs: 1000,
  lockMs: 1000,
  stalledMs: 400,
  tickMs: 60,
  sweepMs: 200,
  parkMs: 60_000,
  busyMs: 20,
  busyMostMs: 200,
  mistakeMs: 10,
  deniedMs: 150,
  patrolMs: 1000,
};
export const storeTiming = { watchTiming: { gapMs: 20, holdMs: 500 }, dueHoldMs: 500 };

export interface LogLine {
  readonly level: string;
  readonly fields: Record<string, unknown>;
  readonly message: string;
}

export function collectingLog(): { log: EngineLog; logged: LogLine[] } {
  const logged: LogLine[] = [];
  const at = (level: string) => (fields: object, message: string) =>
    void logged.push({ level, fields: fields as Record<string, unknown>, message });
  return { logged, log: { info: at('info'), warn: at('warn'), error: at('error') } };
}

/** What every test engine is given besides its store and its world. */
export const calmParts = {
  settings: { accounts: [], environments: [] } as unknown as EngineParts['settings'],
  replan: async (run: Run) => ({ plan: { name: 'web' }, digest: run.digest }),
  recheck: async (run: Run) => {
    const { environment = '', policyDigest = '', votes = [] } = run.approval ?? {};
    const approvers = votes.map((vote) => vote.userId);
    const requester = run.requester.userId;
    return {
      ok: true as const,
      given: { runId: run.id, environment, requester, approvers, digest: run.digest, policyDigest },
    };
  },
  sealFault: () => undefined,
  tickWaiting: () => undefined,
  writesOf: () => [],
  polling: { minMs: 30, maxMs: 100 },
  timing: quick,
};
