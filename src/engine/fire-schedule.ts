import { nextRun } from '../approvals/next-run.ts';
import type { AuditEvent } from '../core/audit.ts';
import { jitterOf, nextMoment } from '../core/cron.ts';
import { code, type Line, person, time } from '../core/message.ts';
import { isFinal } from '../core/run.ts';
import type { Schedule, ScheduleChange } from '../core/schedule.ts';
import type { Notice } from '../core/store.ts';
import type { EngineParts } from './parts.ts';

/** Later than this, Assay was not there at the moment; up to it, it was only busy. */
const lateMs = 5 * 60_000;

/** What becomes of a moment that has come. */
type Fate =
  | { readonly kind: 'start'; readonly by: 'clock' | 'catch-up' }
  | { readonly kind: 'skip'; readonly why: string; readonly loud: boolean };

async function fateOf(schedule: Schedule, moment: number, now: number, { store }: EngineParts): Promise<Fate> {
  const { last, missed } = schedule;
  const before = last?.runId === undefined ? undefined : await store.runs.get(last.runId);
  if (before && !isFinal(before.state))
    return { kind: 'skip', why: `${before.id}, the run of the moment before, has not ended`, loud: true };
  if (now - moment <= lateMs) return { kind: 'start', by: 'clock' };
  if (missed === 'catch-up') return { kind: 'start', by: 'catch-up' };
  return { kind: 'skip', why: 'Assay was not running then, and missed runs are skipped', loud: false };
}

function skippedNotice(schedule: Schedule, moment: number, why: string, loud: boolean): Notice {
  const called: readonly Line[] = loud ? [[person(schedule.owner.userId)]] : [];
  return {
    key: `schedule:${schedule.name}:${moment}:skipped`,
    runId: schedule.storedBy,
    to: { kind: 'channel', channel: schedule.channel },
    message: {
      title: `Schedule ${schedule.name} was skipped once`,
      tone: 'warning',
      lines: [...called, ['Its moment was ', time(moment), '; nothing was started: ', why, '.']],
      notes: [['See ', code('/ami schedules'), '.']],
    },
    urgent: loud,
  };
}

/** The schedule after a moment that was passed over, with its next one. Only while that moment is still the one it stood at. */
const skipped =
  (moment: number, { why, loud }: Extract<Fate, { kind: 'skip' }>) =>
  (found: Schedule | undefined, now: number): ScheduleChange | undefined => {
    if (!found || found.next !== moment) return undefined;
    const { next: _next, ...rest } = found;
    const next = nextMoment(found, Math.max(now, moment));
    const event: AuditEvent = {
      action: 'schedule',
      actor: 'assay',
      about: [`schedule/${found.name}`],
      outcome: 'recorded',
      details: { schedule: found.name, moment: new Date(moment).toISOString(), skipped: why },
    };
    return {
      schedule: {
        ...rest,
        last: { moment, at: now, skipped: why, ...(found.last?.runId ? { runId: found.last.runId } : {}) },
        ...(next === undefined ? {} : { next }),
      },
      audit: [event],
      notices: [skippedNotice(found, moment, why, loud)],
    };
  };

/**
 * Serves one schedule whose moment may have come: starts its run, once per moment whatever dies in between, or passes the
 * moment over and says so. After a standstill over several moments there is one run, for the oldest of them.
 * @param wake nudges a run
 */
export async function fireSchedule(
  parts: EngineParts,
  name: string,
  wake: (runId: string) => Promise<void>,
): Promise<void> {
  const { store, catalogue, settings, log } = parts;
  for (;;) {
    const schedule = await store.schedules.get(name);
    const now = await store.clock();
    const moment = schedule?.next;
    if (!schedule || schedule.paused || moment === undefined || moment > now) return;
    const job = catalogue.jobs.get(schedule.job);
    if (!job) {
      // A newer version of Assay may know it: during a rollout both run side by side.
      log.warn({ schedule: name, job: schedule.job }, 'no such job in this version, left alone');
      return;
    }
    const fate = await fateOf(schedule, moment, now, parts);
    if (fate.kind === 'skip') {
      log.warn({ schedule: name, moment, why: fate.why }, 'a moment of a schedule was skipped');
      await store.schedules.change(name, skipped(moment, fate));
      return;
    }
    const { run, created, fired } = await nextRun({ store, settings }, schedule, {
      job,
      fired: { moment, by: fate.by },
      requester: schedule.owner,
      startAt: Math.max(now, moment + jitterOf(name, moment, schedule.jitterMinutes)),
    });
    if (created) log.info({ schedule: name, run: run.id, moment, by: fate.by }, 'a schedule started a run');
    await wake(run.id);
    // Somebody's hand was quicker: it is the run before this moment's now.
    if (created || (fired.by !== 'hand' && fired.moment === moment)) return;
  }
}
