import type { Area } from './load-machinery.ts';

/** One way to weaken what store and engine do for the two-person rule. */
export interface MachineryWeakening {
  readonly what: string;
  /** Under `src/`. */
  readonly file: `${Area}/${string}.ts`;
  /** Stands exactly once in the file. */
  readonly from: string;
  readonly to: string;
  /** The case that must fail. */
  readonly caughtBy: string;
}

const writtenAtOnce = 'two last votes at the same moment are both stored, each with its line';
const forged = 'a line of the log that was changed is found, and one that was written anew';
const lost = 'a worker that has lost the run writes nothing';
const lastLook = 'votes are asked after once more inside the step that writes';

export const machineryWeakenings: readonly MachineryWeakening[] = [
  {
    what: 'a record is written over one that is newer',
    file: 'store/lua/save-run.ts',
    from: "if found[1] ~= ARGV[2] then return { 'conflict' } end",
    to: '',
    caughtBy: writtenAtOnce,
  },
  {
    what: 'the line of the log is not written with the vote',
    file: 'store/lua/save-run.ts',
    from: 'for _, event in ipairs(write.audit) do append(event) end',
    to: '',
    caughtBy: writtenAtOnce,
  },
  {
    what: 'a write that was sent again is not known',
    file: 'store/lua/save-run.ts',
    from: "if string.find(found[2] or '', write.writeId, 1, true) then return { 'saved' } end",
    to: '',
    caughtBy: 'a vote whose answer was lost is sent again: it counts once, and its person hears that it is stored',
  },
  {
    what: 'the key of a request is not held against those there are',
    file: 'store/lua/save-run.ts',
    from: "  local record = recordOf(key('run', id))",
    to: "  local record = ''",
    caughtBy: 'a request that comes twice at once is one request',
  },
  {
    what: 'a request is written over another one',
    file: 'store/lua/save-run.ts',
    from: "if redis.call('EXISTS', key('run', write.id)) == 1 then return { 'taken' } end",
    to: '',
    caughtBy: 'the id of a request is not taken over by another one',
  },
  {
    what: 'the hash of a line is not looked at',
    file: 'core/verify-audit.ts',
    from: 'return entry.hash === hashOf(entry) ?',
    to: "return entry.hash !== '' ?",
    caughtBy: forged,
  },
  {
    what: 'a line need not continue the one before',
    file: 'core/verify-audit.ts',
    from: 'entry.previous !== tail.hash)',
    to: "entry.previous === '')",
    caughtBy: forged,
  },
  {
    what: 'nobody takes what is due',
    file: 'engine/ticker.ts',
    from: 'for (const runId of await store.due.take(runsPerTick)) await nudges.advance(runId);',
    to: '',
    caughtBy: 'the clock hands out a request whose time is over',
  },
  {
    what: 'time does nothing to a request that waits',
    file: 'engine/before-turn.ts',
    from: 'return parts.tickWaiting(found, now) ?? {',
    to: 'return {',
    caughtBy: 'a request whose time is over expires, whoever looks at it',
  },
  {
    what: 'a request that waits is not looked at',
    file: 'engine/advance.ts',
    from: "if ((await touchWaiting(parts, run)).state === 'queued') await wake(runId);",
    to: '',
    caughtBy: 'a request whose time is over expires, whoever looks at it',
  },
  {
    what: 'a worker takes whatever is handed to it',
    file: 'engine/lease.ts',
    from: " || (found.state !== 'queued' && found.state !== 'running')",
    to: '',
    caughtBy: 'no worker takes a request that waits for its people',
  },
  {
    what: 'a worker takes what another one has',
    file: 'engine/lease.ts',
    from: 'isHeld(found, token, now) || (',
    to: '(',
    caughtBy: 'two workers are not at the same approved plan',
  },
  {
    what: 'a worker that lost its run goes on writing',
    file: 'engine/lease.ts',
    from: 'run.lease?.token !== token || isFinal(run.state)',
    to: 'isFinal(run.state)',
    caughtBy: lost,
  },
  {
    what: 'the last look is at the record as it was when the worker took it',
    file: 'engine/make-context.ts',
    from: 'const run = await write(() => undefined);',
    to: 'const run = current;',
    caughtBy: lost,
  },
  {
    what: 'votes are not asked after before the work',
    file: 'engine/work.ts',
    from: 'await confirmVotes(parts, run);',
    to: '',
    caughtBy: 'votes are asked after before anything is begun',
  },
  {
    what: 'the plan is not made again before the work',
    file: 'engine/work.ts',
    from: 'if (Object.keys(run.steps).length === 0 && !run.children) await confirmPlan(parts, run);',
    to: '',
    caughtBy: 'the plan is made again before anything is begun',
  },
  {
    what: 'the digests of both plans are not compared',
    file: 'engine/confirm-plan.ts',
    from: 'if (now.digest === run.digest) return;',
    to: 'if (now.digest) return;',
    caughtBy: 'the plan is made again before anything is begun',
  },
  {
    what: 'votes that became void are good enough',
    file: 'engine/confirm-plan.ts',
    from: 'if (checked.ok) return checked.given;',
    to: 'if (checked.ok || !checked.stale) return (checked as { given?: unknown }).given as never;',
    caughtBy: 'votes are asked after before anything is begun',
  },
  {
    what: 'an approval under another rule goes back to its people',
    file: 'engine/confirm-plan.ts',
    from: 'if (checked.stale) throw new StaleError([checked.why]);',
    to: '',
    caughtBy: 'an approval under a rule that was changed ends as out of date',
  },
  {
    what: 'votes are not asked after in the step that writes',
    file: 'engine/make-context.ts',
    from: 'const given = await confirmVotes(parts, run);',
    to: 'const given = { approvers: [] as string[] };',
    caughtBy: lastLook,
  },
  {
    what: 'an approval does not name its line of the log',
    file: 'engine/make-context.ts',
    from: '{ ...given, decision: await decisionLine(parts, run) }',
    to: 'given',
    caughtBy: 'the approval that is written names the line of the log with which it was complete',
  },
  {
    what: 'the plan is not made again in the step that writes',
    file: 'engine/make-context.ts',
    from: "if (what !== 'votes') await confirmPlan(parts, run);",
    to: '',
    caughtBy: 'the plan is made once more inside the step that writes',
  },
  {
    what: 'a run whose votes became void is kept as it is',
    file: 'engine/work.ts',
    from: 'return (run, now) => voided && backToWaiting(run, voided.votes, voided.why, now, settings);',
    to: 'return voided && handOver;',
    caughtBy: lastLook,
  },
  {
    what: 'a finished step is forgotten',
    file: 'engine/steps.ts',
    from: 'run: { ...inGoodOrder(run), about, steps: { ...run.steps, [key]: step } },',
    to: 'run: { ...inGoodOrder(run), about },',
    caughtBy: 'what was approved is done once, and ends as done',
  },
  {
    what: 'a cancelled run begins steps',
    file: 'engine/steps.ts',
    from: "if (run.cancelAsked && !run.closing) throw new Interruption('cancelled');",
    to: '',
    caughtBy: 'what somebody cancelled is not written',
  },
];
