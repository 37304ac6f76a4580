import type { AuditEvent } from '../core/audit.ts';
import type { Desk } from '../core/command.ts';
import type { Job } from '../core/job.ts';
import type { Message } from '../core/message.ts';
import { UserError } from '../core/outcome.ts';
import type { Actor, Directory } from '../core/people.ts';
import { isFinal, type Run } from '../core/run.ts';
import type { Settings } from '../core/settings.ts';
import type { AuditLog, RunStore } from '../core/store.ts';
import { admission } from './admission.ts';
import { orSayUndone, voterFacts } from './ask-directory.ts';
import { cancellers, cancelRun } from './cancel-run.ts';
import { castVote } from './cast-vote.ts';
import type { Log } from './log.ts';
import { line, type Outcome } from './outcome.ts';
import { retryRun } from './retry-run.ts';
import { takeBack } from './take-back.ts';
import { type VoteKeys, withoutForged } from './vote-seal.ts';

export interface DeskParts {
  /** Of the connection that answers people in time. */
  readonly store: Pick<RunStore, 'get' | 'update'>;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly directory: Directory;
  readonly settings: Settings;
  /** Nudges a worker. Losing a nudge is harmless: the due list covers it. */
  readonly wake: (runId: string) => Promise<void> | void;
  readonly jobs: ReadonlyMap<string, Job>;
  readonly voteKeys: VoteKeys;
  readonly log: Log;
}

/** Everything Slack must say is asked before; what is returned is worked out on the newest record, inside the write. */
type Prepare = (run: Run) => Promise<(run: Run, now: number) => Outcome>;

/** Writes an audit line whose loss must not change what a person is told: nothing else was recorded either way. */
export async function appendRefusal(parts: Pick<DeskParts, 'audit' | 'log'>, event: AuditEvent): Promise<void> {
  try {
    await parts.audit.append([event]);
  } catch (error) {
    parts.log.warn({ err: error, event }, 'a refusal could not be written to the audit log');
  }
}

/** Wakes a worker; a failure is logged only, since the write that matters is done. */
export async function wakeOrLog(parts: Pick<DeskParts, 'wake' | 'log'>, runId: string): Promise<void> {
  try {
    await parts.wake(runId);
  } catch (error) {
    parts.log.warn({ err: error, runId }, 'wake-up failed; the sweeper will find the run');
  }
}

/** Slack sends a click or a line again within minutes, if at all; nobody does so much to one run in that time. */
const mostDeliveries = 50;

/** What changed the run once does not do so again: a vote that was taken back stays taken back. */
function onlyOnce(outcome: Outcome, run: Run, delivery: string | undefined): Outcome {
  if (outcome.kind !== 'change' || delivery === undefined) return outcome;
  const before = run.deliveries ?? [];
  if (before.includes(delivery))
    return {
      kind: 'refused',
      refusal: {
        code: 'wrong_state',
        sentence: 'This was done already, and something else since. Do it again from the card if you still want it.',
      },
    };
  const { change } = outcome;
  const deliveries = [...before, delivery].slice(-mostDeliveries);
  return { ...outcome, change: { ...change, run: { ...change.run, deliveries } } };
}

interface Act {
  readonly actor: Actor;
  readonly runId: string;
  readonly what: string;
  readonly delivery: string | undefined;
}

async function act(parts: DeskParts, { actor, runId, what, delivery }: Act, prepare: Prepare): Promise<Message> {
  const found = await parts.store.get(runId);
  if (!found)
    throw new UserError('not_found', `There is no request or run "${runId}".`, {
      hint: 'Copy its id from the card, or look at /ami runs.',
    });
  const outcomeFor = await prepare(found);
  let outcome: Outcome | undefined;
  const written = await parts.store.update(runId, (run, now) => {
    outcome = onlyOnce(outcomeFor(run, now), run, delivery);
    return outcome.kind === 'same' ? undefined : outcome.change;
  });
  if (!outcome) throw new Error(`the store did not ask what becomes of ${runId}`);
  if (outcome.kind === 'refused') {
    const { code, sentence } = outcome.refusal;
    parts.log.info({ runId, userId: actor.userId, what, code }, 'refused');
    await appendRefusal(parts, line(written, 'refused', actor.userId, code, { what, sentence }));
    throw new UserError(code, sentence, code === 'reason_missing' ? { field: 'reason' } : {});
  }
  // Also after an ending: a worker gives the subject's lock to the next in line.
  if (outcome.kind === 'change' && outcome.change.due !== undefined) await wakeOrLog(parts, runId);
  return outcome.reply;
}

/**
 * What people can do with requests and runs. Buttons, forms and typed lines all come here.
 *
 * Every method rejects with a UserError that is true and private; a promise that resolves means that it is stored.
 */
export function makeDesk(parts: DeskParts): Desk {
  const { directory, settings } = parts;
  return {
    vote: (actor, runId, ballot, delivery) =>
      act(parts, { actor, runId, what: ballot.kind, delivery }, async (run) => {
        // Slack rations questions about groups: what has ended for good is told without one. Should anything be wrong
        // with that, somebody unknown may not vote.
        if (isFinal(run.state) && run.state !== 'failed') {
          const unasked = { ...actor, person: undefined, isApprover: false };
          return (newest, now) => castVote(newest, ballot, unasked, parts, now);
        }
        // The list is frozen in the request; who stands on it is asked now.
        const asked = voterFacts(directory, actor, run.approval ?? { users: [], groups: [] });
        const voter = await orSayUndone(asked, 'Your vote was not recorded.');
        return (newest, now) => castVote(newest, ballot, voter, parts, now);
      }),

    withdraw: (actor, runId, delivery) =>
      act(
        parts,
        { actor, runId, what: 'withdraw', delivery },
        async () => (run, now) => takeBack(withoutForged(run, parts.voteKeys, now), actor.userId, now),
      ),

    cancel: (actor, runId, delivery) =>
      act(parts, { actor, runId, what: 'cancel', delivery }, async (run) => {
        const other =
          actor.userId === run.requester.userId
            ? undefined
            : await orSayUndone(voterFacts(directory, actor, cancellers(run, settings)), 'Nothing was cancelled.');
        return (newest, now) => cancelRun(newest, actor.userId, other, now);
      }),

    retry: (actor, runId, delivery) =>
      act(parts, { actor, runId, what: 'retry', delivery }, async (run) => {
        const asked = admission(parts, actor, run.command?.name ?? 'default', 'default');
        const refusal = await orSayUndone(asked, 'Nothing was tried again.');
        const mayAlways = actor.userId === run.requester.userId && refusal?.code === 'not_allowed';
        return (newest, now) => retryRun(newest, actor.userId, mayAlways ? undefined : refusal, now);
      }),
  };
}
