import { z } from 'zod';
import type { Instance } from '../core/aws.ts';
import { defineCommand, type PlanContext } from '../core/command.ts';
import { isWithin, nextMoments } from '../core/cron.ts';
import { argument, TextList } from '../core/input.ts';
import { UserError } from '../core/outcome.ts';
import { type Schedule, scheduleNamePattern, type Timing, type Window } from '../core/schedule.ts';
import { BackupOrder } from '../jobs/backup/plan.ts';
import { orderFacts } from '../jobs/backup/words.ts';
import { whyNot } from '../jobs/backup-instance/refuse.ts';
import { scheduleJob } from '../jobs/schedule/index.ts';
import type { SchedulePlan } from '../jobs/schedule/plan.ts';
import { readTiming, readWindow } from '../lookup/cron-argument.ts';
import { findInstanceNeeds } from '../lookup/find-instance.ts';
import { findInstances } from '../lookup/find-instances.ts';
import { whereArguments } from '../lookup/image-arguments.ts';
import { placeName } from '../lookup/places.ts';
import { readReference } from '../lookup/reference.ts';

const ScheduleInput = z.strictObject({
  name: argument(
    z
      .string()
      .trim()
      .toLowerCase()
      .regex(scheduleNamePattern, 'up to 40 lower-case letters, digits and dashes, like nightly-web'),
    {
      title: 'Name of the schedule',
      hint: 'Short; stands in the tags and names of its AMIs.',
      position: 0,
      example: 'nightly',
    },
  ),
  instances: argument(TextList.min(1, 'name at least one instance'), {
    title: 'Instances',
    hint: 'Ids, Name tags or tag:key=value; looked for anew at each run.',
    position: 1,
    example: 'tag:team=shop',
  }),
  cron: argument(z.string().trim().min(1), {
    title: 'When (cron)',
    hint: 'Minute, hour, day of the month, month, day of the week.',
    example: '0 3 * * *',
  }),
  'time-zone': argument(z.string().trim().default('UTC'), {
    title: 'Time zone',
    hint: 'Of the times above and of the window; daylight saving is taken care of.',
    example: 'Europe/Berlin',
  }),
  'no-reboot': argument(z.boolean().default(false), {
    title: 'Do not reboot the instances',
    hint: 'Without an interruption, but the integrity of the file systems is not guaranteed.',
  }),
  window: argument(z.string().trim().optional(), {
    title: 'Maintenance window',
    hint: 'Nothing begins outside of it.',
    example: '02:00-05:00',
  }),
  jitter: argument(z.int().min(0).max(180).default(0), {
    title: 'Jitter in minutes',
    hint: 'Each run starts up to so many minutes later, so that schedules do not start all together.',
    example: '10',
  }),
  'keep-count': argument(z.int().min(1).max(1000).optional(), {
    title: 'Keep so many',
    hint: 'Of each instance; older AMIs of this schedule that nothing uses are removed for good.',
    example: '7',
  }),
  'keep-days': argument(z.int().min(1).max(36_500).optional(), {
    title: 'Keep so many days',
    hint: 'With both, an AMI is removed only when both say so.',
    example: '30',
  }),
  missed: argument(z.enum(['catch-up', 'skip']).default('catch-up'), {
    title: 'Missed runs',
    hint: 'When Assay was not running: one run for all of them, or none.',
  }),
  channel: argument(z.string().trim().optional(), {
    title: 'Channel',
    hint: 'Where its runs are shown; left out: the one for requests.',
    example: 'C0123456789',
  }),
  ...whereArguments,
});
type Input = z.output<typeof ScheduleInput>;

/** A channel as Slack writes it into a line (`<#C0…|name>`), or its id. */
function channelOf(text: string | undefined, { settings }: PlanContext): string {
  if (text === undefined || text === '') return settings.channels.requests;
  const id = /^<#([CG][A-Z0-9]{6,})(?:\|[^>]*)?>$/.exec(text)?.[1] ?? /^[CG][A-Z0-9]{6,}$/.exec(text)?.[0];
  if (id !== undefined) return id;
  throw new UserError('bad_input', `"${text}" is no channel.`, {
    field: 'channel',
    hint: 'Type # and choose it, or give its id (C…); it is at the end of the channel’s details.',
  });
}

/** So many moments are held against the window: five weeks of days. */
const momentsChecked = 40;

/** A schedule whose moments lie outside of its own window would fail every time. */
function refuseOutside(timing: Timing, window: Window, jitterMinutes: number, now: number): void {
  for (const moment of nextMoments(timing, now, momentsChecked))
    for (const at of [moment, moment + jitterMinutes * 60_000])
      if (!isWithin(window, timing.timeZone, at))
        throw new UserError(
          'bad_input',
          `${at === moment ? 'A moment' : 'A moment with its jitter'} of "${timing.cron}", ${clockOf(at, timing.timeZone)}, is outside of the window ${window.from}-${window.to}.`,
          { field: 'window', hint: 'Nothing begins outside of it: make the window wider or choose other times.' },
        );
}

const clockOf = (at: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'medium', timeStyle: 'short' }).format(at);

async function matchesOf(input: Input, context: PlanContext): Promise<readonly Instance[]> {
  const { found, unseen, missing } = await findInstances(input.instances, context, input);
  const [blind] = unseen;
  // An id that was found is nowhere else; a name or a tag may be.
  const isById = missing.length === 0 && input.instances.every((text) => readReference(text, 'i').kind === 'id');
  if (blind && !isById)
    throw new UserError(blind.code, `${placeName(blind.place, context.settings)} cannot be seen: ${blind.why}`, {
      field: 'instances',
      hint: blind.hint,
    });
  if (missing.length > 0)
    throw new UserError('not_found', `Nothing fits ${missing.join(', ')} now.`, {
      field: 'instances',
      hint: 'Use ids (i-…), Name tags or tag:key=value of instances that exist.',
    });
  return found;
}

/** What differs, in the words of the card. */
function differencesOf(before: Schedule, after: SchedulePlan): readonly string[] {
  const order = BackupOrder.safeParse(before.plan);
  if (!order.success) return ['it was written by another version of Assay'];
  const told = (schedule: Pick<Schedule, 'cron' | 'timeZone' | 'jitterMinutes' | 'missed'>, what: BackupOrder) =>
    new Map(orderFacts(schedule, what).map(({ label, value }) => [label, String(value)]));
  const [old, now] = [told(before, order.data), told(after.schedule, after.order)];
  const labels = [...new Set([...old.keys(), ...now.keys()])];
  const facts = labels
    .filter((label) => old.get(label) !== now.get(label))
    .map((label) => `${label}: ${old.get(label) ?? 'none'} → ${now.get(label) ?? 'none'}`);
  return [
    ...facts,
    ...(before.channel === after.schedule.channel ? [] : ['its runs are shown in another channel']),
    ...(before.owner.userId === after.schedule.owner.userId ? [] : ['its owner']),
  ];
}

/** `/ami schedule` */
export const schedule = defineCommand({
  name: 'schedule',
  summary: 'Back up instances as AMIs at fixed times, with retention',
  examples: [
    'schedule nightly web-1 api-1 --cron "0 3 * * *" --time-zone Europe/Berlin --keep-count 7',
    'schedule shop tag:team=shop --cron "30 2 * * 1-5" --window 02:00-05:00 --jitter 10 --no-reboot',
  ],
  details: [
    'Running instances are rebooted at each run so that their file systems are consistent; with --no-reboot they keep running and AWS cannot guarantee the integrity.',
    'With --keep-count or --keep-days older AMIs of this schedule are removed with their snapshots, after the new one is available: never the newest one, and none that an instance, a launch template or anything else uses, that is approved, shared or protected, or that AWS Backup manages.',
    'The same name again changes the schedule: say all of it, and the card shows what becomes different. Whoever stores it is its owner, and is called when a run goes wrong.',
  ],
  menu: { group: 'AMIs', label: 'Schedule backups' },
  input: ScheduleInput,
  iam: findInstanceNeeds,
  job: scheduleJob,
  async plan(input, context) {
    const { actor, requestedAt, records } = context;
    const now = requestedAt.getTime();
    const timing = readTiming(input.cron, input['time-zone'], now);
    const window = input.window ? readWindow(input.window) : undefined;
    if (window) refuseOutside(timing, window, input.jitter, now);
    const channel = channelOf(input.channel, context);
    const found = await matchesOf(input, context);
    const [first] = found;
    if (!first) throw new UserError('not_found', 'Nothing fits that now.', { field: 'instances' });
    const reboot = !input['no-reboot'];
    const { account, region, 'keep-count': count, 'keep-days': days } = input;
    const plan: SchedulePlan = {
      schedule: {
        name: input.name,
        ...timing,
        jitterMinutes: input.jitter,
        missed: input.missed,
        channel,
        owner: { userId: actor.userId, teamId: actor.teamId },
      },
      order: {
        place: first.place,
        instances: [...input.instances],
        ...(account ? { account } : {}),
        ...(region ? { region } : {}),
        reboot,
        retention: { ...(count === undefined ? {} : { count }), ...(days === undefined ? {} : { days }) },
        ...(window ? { window } : {}),
        timeZone: timing.timeZone,
      },
      matches: found.map((instance) => {
        const caveat = whyNot(instance, reboot)?.why;
        return { id: instance.id, ...(instance.name ? { name: instance.name } : {}), ...(caveat ? { caveat } : {}) };
      }),
      asOf: now,
    };
    const before = (await records.schedules()).find(({ name }) => name === input.name);
    if (!before) return plan;
    return { ...plan, replaces: { storedBy: before.storedBy, differences: [...differencesOf(before, plan)] } };
  },
});
