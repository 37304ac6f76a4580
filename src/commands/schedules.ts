import { z } from 'zod';
import { type CommandContext, defineCommand } from '../core/command.ts';
import { argument } from '../core/input.ts';
import { bold, code, type Line, type Message, time } from '../core/message.ts';
import { UserError } from '../core/outcome.ts';
import { type Schedule, scheduleNamePattern } from '../core/schedule.ts';
import { cronWords, nextLine } from '../jobs/backup/words.ts';
import { stateWords } from '../lookup/run-lines.ts';

const mostShown = 20;

async function lastOf({ last }: Schedule, { records }: CommandContext): Promise<Line> {
  if (!last) return 'no run yet';
  if (last.skipped !== undefined) return ['last ', time(last.moment), `: skipped, ${last.skipped}`];
  const run = last.runId === undefined ? undefined : await records.run(last.runId);
  return ['last ', time(last.moment), ': ', ...(run ? [stateWords[run.state], ' ', code(run.id)] : ['unknown'])];
}

async function linesOf(schedule: Schedule, context: CommandContext): Promise<readonly Line[]> {
  const now = context.requestedAt.getTime();
  const next: Line = schedule.paused ? '⏸️ paused' : ['next ', nextLine(schedule, now)].flat();
  return [[bold(schedule.name), ` · ${cronWords(schedule)}`], [next, ' · ', await lastOf(schedule, context)].flat()];
}

async function list(context: CommandContext): Promise<Message> {
  const all = await context.records.schedules();
  if (all.length === 0)
    return {
      title: 'No schedules yet',
      lines: [['Make one with ', code('/ami schedule nightly web-1 --cron "0 3 * * *"'), '.']],
    };
  const shown = await Promise.all(all.slice(0, mostShown).map((schedule) => linesOf(schedule, context)));
  const rest = all.length - shown.length;
  return {
    title: all.length === 1 ? 'One schedule' : `${all.length} schedules`,
    lines: [...shown.flat(), ...(rest > 0 ? [`… and ${rest} more`] : [])],
    notes: ['By line: /ami schedules pause, resume, run or remove, and the name.'],
    offers: [
      { label: 'Pause, run, remove one…', command: 'schedules', input: {} },
      { label: 'New schedule…', command: 'schedule', input: {} },
    ],
  };
}

/** `/ami schedules` */
export const schedules = defineCommand({
  name: 'schedules',
  summary: 'All schedules with their next times; pause, resume, run or remove one',
  examples: ['schedules', 'schedules pause nightly', 'schedules run nightly', 'schedules remove nightly'],
  details: [
    'Pausing starts nothing more until it is resumed; what was missed meanwhile is not made up for. Running one starts it now, also outside of its window, and leaves its next moment as it is.',
    'Removing a schedule keeps the AMIs it made; nothing removes them any more.',
  ],
  menu: { group: 'AMIs', label: 'Schedules' },
  input: z.strictObject({
    action: argument(z.enum(['list', 'pause', 'resume', 'run', 'remove']).default('list'), {
      title: 'What to do',
      hint: 'Left out: list them all.',
      position: 0,
    }),
    name: argument(
      z.string().trim().toLowerCase().regex(scheduleNamePattern, 'a schedule has no such name').optional(),
      {
        title: 'Schedule',
        hint: 'Its name; not needed for the list.',
        position: 1,
        choices: 'schedule',
        example: 'nightly',
      },
    ),
  }),
  iam: [],
  async answer({ action, name }, context) {
    if (action === 'list') return list(context);
    if (name === undefined)
      throw new UserError('bad_input', `Say which schedule to ${action}.`, {
        field: 'name',
        hint: 'See them with /ami schedules.',
      });
    const { standing, actor, delivery } = context;
    const does = { pause: standing.pause, resume: standing.resume, run: standing.start, remove: standing.remove };
    return does[action](actor, name, delivery);
  },
});
