import type { AuditEvent } from '../core/audit.ts';
import type { StandingOrders } from '../core/command.ts';
import { nextMoment } from '../core/cron.ts';
import type { Job } from '../core/job.ts';
import { code, type Line, type Message, person, time } from '../core/message.ts';
import { UserError } from '../core/outcome.ts';
import type { Actor } from '../core/people.ts';
import { isFinal, type Run } from '../core/run.ts';
import { hasHeard, hearing, type Schedule, type ScheduleChange, type Schedules } from '../core/schedule.ts';
import type { Settings } from '../core/settings.ts';
import type { Notice, RunStore, StoreClock } from '../core/store.ts';
import { wakeOrLog } from './desk.ts';
import type { Log } from './log.ts';
import { nextRun } from './next-run.ts';

export interface StandingParts {
  /** Of the connection that answers people in time. */
  readonly store: {
    readonly schedules: Schedules;
    readonly runs: Pick<RunStore, 'create' | 'get'>;
    readonly clock: StoreClock;
  };
  readonly settings: Settings;
  readonly jobs: ReadonlyMap<string, Job>;
  readonly wake: (runId: string) => Promise<void> | void;
  readonly log: Log;
}

function demand(found: Schedule | undefined, name: string): Schedule {
  if (found) return found;
  throw new UserError('not_found', `There is no schedule "${name}".`, {
    field: 'name',
    hint: 'See them with /ami schedules.',
  });
}

const event = (actor: Actor, name: string, what: string): AuditEvent => ({
  action: 'schedule',
  actor: actor.userId,
  about: [`schedule/${name}`],
  outcome: 'recorded',
  details: { schedule: name, what },
});

/** What changed for everybody is said where everybody sees it. */
const told = (schedule: Schedule, what: string, now: number, line: Line): Notice => ({
  key: `schedule:${schedule.name}:${what}:${now}`,
  runId: schedule.storedBy,
  to: { kind: 'channel', channel: schedule.channel },
  message: { title: `Schedule ${schedule.name} was ${what}`, lines: [line] },
  urgent: false,
});

const byHand = { field: 'name', hint: 'See how it stands with /ami schedules.' } as const;

/** Pausing, resuming, starting and removing schedules, each one write with its audit line and its word to the channel. */
export function makeStandingOrders({ store, settings, jobs, wake, log }: StandingParts): StandingOrders {
  const { schedules, runs } = store;

  function change(
    name: string,
    delivery: string | undefined,
    decide: (found: Schedule, now: number) => ScheduleChange,
  ): Promise<Schedule | undefined> {
    return schedules.change(name, (asRead, now) => {
      const found = demand(asRead, name);
      if (hasHeard(found, delivery))
        throw new UserError(
          'wrong_state',
          'This was done already, and something else may have been done since.',
          byHand,
        );
      const { schedule, ...rest } = decide(found, now);
      return { ...rest, schedule: schedule && hearing(schedule, delivery) };
    });
  }

  /** The run that somebody's word starts. */
  async function startedByHand(
    actor: Actor,
    name: string,
    delivery: string | undefined,
  ): Promise<{ readonly run: Run; readonly created: boolean }> {
    for (;;) {
      const found = demand(await schedules.get(name), name);
      const job = jobs.get(found.job);
      if (!job) throw new UserError('not_possible', `Assay does not know the job "${found.job}" any more.`, byHand);
      const last = found.last?.runId === undefined ? undefined : await runs.get(found.last.runId);
      if (last && hasHeard(found, delivery)) return { run: last, created: false };
      if (last && !isFinal(last.state))
        throw new UserError('wrong_state', `${last.id} of schedule ${name} has not ended.`, {
          field: 'name',
          hint: `Follow it with /ami status ${last.id}.`,
        });
      const { run, created, fired } = await nextRun({ store, settings }, found, {
        job,
        fired: { moment: await store.clock(), by: 'hand' },
        requester: actor,
        delivery,
      });
      // One of the clock's, or one that was never written down and has ended, is not the one that was asked for.
      if (created || (fired.by === 'hand' && !isFinal(run.state))) return { run, created };
    }
  }

  return {
    async pause(actor, name, delivery): Promise<Message> {
      await change(name, delivery, (found, now) => {
        if (found.paused)
          throw new UserError('wrong_state', `Schedule ${name} is paused already.`, {
            field: 'name',
            hint: `Go on with /ami schedules resume ${name}.`,
          });
        return {
          schedule: { ...found, paused: { by: actor.userId, at: now } },
          audit: [event(actor, name, 'paused')],
          notices: [
            told(found, 'paused', now, [person(actor.userId), ' paused it. Nothing is started until it is resumed.']),
          ],
        };
      });
      return {
        title: `Schedule ${name} is paused`,
        lines: [['Nothing is started until ', code(`/ami schedules resume ${name}`), '. A run under way goes on.']],
      };
    },

    async resume(actor, name, delivery): Promise<Message> {
      const after = await change(name, delivery, (found, now) => {
        if (!found.paused) throw new UserError('wrong_state', `Schedule ${name} is not paused.`, byHand);
        const { paused: _paused, next: _next, ...rest } = found;
        const next = nextMoment(found, now);
        return {
          schedule: { ...rest, ...(next === undefined ? {} : { next }) },
          audit: [event(actor, name, 'resumed')],
          notices: [told(found, 'resumed', now, [person(actor.userId), ' resumed it.'])],
        };
      });
      const next = after?.next;
      return {
        title: `Schedule ${name} goes on`,
        lines: [next === undefined ? 'It has no next moment.' : ['Next: ', time(next)]],
      };
    },

    async start(actor, name, delivery): Promise<Message> {
      const { run, created } = await startedByHand(actor, name, delivery);
      if (created) await wakeOrLog({ wake, log }, run.id);
      return {
        title: `Schedule ${name} runs now`,
        lines: [['Its card is in ', { kind: 'channel', channelId: run.channel }, ': ', code(run.id)]],
      };
    },

    async remove(actor, name, delivery): Promise<Message> {
      await change(name, delivery, (found, now) => ({
        schedule: null,
        audit: [event(actor, name, 'removed')],
        notices: [
          told(found, 'removed', now, [
            person(actor.userId),
            ' removed it. The AMIs it made stay, and nothing removes them any more.',
          ]),
        ],
      }));
      const tag = `tag:${settings.tags.prefix}schedule=${name}`;
      return {
        title: `Schedule ${name} is removed`,
        lines: [
          'The AMIs it made stay, and nothing removes them any more.',
          ['See them with ', code(`/ami find ${tag}`), '. A run under way goes on.'],
        ],
      };
    },
  };
}
