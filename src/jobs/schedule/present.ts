import type { JobPresentation } from '../../core/job.ts';
import { bold, code, type Fact, type Line, person } from '../../core/message.ts';
import { nextLine, orderFacts } from '../backup/words.ts';
import type { SchedulePlan, ScheduleResult } from './plan.ts';

const mostNamed = 8;

function matchesOf({ matches }: SchedulePlan): string {
  const named = matches.slice(0, mostNamed).map(({ id, name }) => (name ? `${name} (${id})` : id));
  const rest = matches.length - named.length;
  return `${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

const factsOf = (plan: SchedulePlan): readonly Fact[] => [
  ...orderFacts(plan.schedule, plan.order),
  { label: 'Next', value: nextLine(plan.schedule, plan.asOf) },
  { label: 'Today that is', value: matchesOf(plan) },
  { label: 'Owner', value: [person(plan.schedule.owner.userId), ', called when a run goes wrong'] },
  { label: 'Runs shown in', value: { kind: 'channel', channelId: plan.schedule.channel } },
];

function warningsOf({ order, matches }: SchedulePlan): readonly Line[] {
  const removes = order.retention.count !== undefined || order.retention.days !== undefined;
  return [
    order.reboot
      ? ['Running instances are ', bold('rebooted'), ' at each run, so that their file systems are consistent.']
      : ['Without a reboot AWS ', bold('cannot guarantee the integrity'), ' of the file systems.'],
    ...(removes
      ? [
          [
            'Older AMIs of this schedule are ',
            bold('removed for good'),
            ' with their snapshots, when nothing uses them.',
          ],
        ]
      : []),
    ...matches.flatMap(({ caveat }): readonly Line[] =>
      caveat === undefined ? [] : [`Will not be backed up as it is: ${caveat}`],
    ),
  ];
}

/** What changes against the one before, or that there was none. */
const changesOf = ({ replaces }: SchedulePlan): readonly Line[] => {
  if (!replaces) return [];
  if (replaces.differences.length === 0) return ['It is the same as before; its owner is its new requester.'];
  return [[bold('Changes'), ':'], ...replaces.differences.map((difference): Line => `• ${difference}`)];
};

export const schedulePresentation: JobPresentation<SchedulePlan, ScheduleResult> = {
  title: (plan) => [plan.replaces ? 'change of schedule ' : 'schedule ', bold(plan.schedule.name)],
  planned: (plan) => ({
    title: `${plan.replaces ? 'Change' : 'Make'} schedule ${plan.schedule.name}`,
    lines: changesOf(plan),
    facts: factsOf(plan),
    warnings: warningsOf(plan),
  }),
  done: (plan, result) => ({
    title: `Schedule ${plan.schedule.name} is ${plan.replaces ? 'changed' : 'set'}`,
    tone: 'good',
    lines: [
      ...changesOf(plan),
      result.next === undefined
        ? 'It has no next moment.'
        : ['Next: ', nextLine(plan.schedule, result.next - 1)].flat(),
    ],
    facts: factsOf(plan).filter(({ label }) => label !== 'Next'),
    notes: [['Pause, resume, run now or remove it: ', code('/ami schedules'), '.']],
  }),
};
