import type { JobPresentation } from '../../core/job.ts';
import { bold, code, type Fact, type Line } from '../../core/message.ts';
import type { Settings } from '../../core/settings.ts';
import type { LostRun, LostThing } from '../../lookup/lost-runs.ts';
import { placeName } from '../../lookup/places.ts';
import type { RecoverPlan, RecoverResult } from './plan.ts';

/** Lines of one card. */
const mostListed = 30;

const thingLine = (thing: LostThing, settings: Settings, ...more: Line[]): Line => [
  '• ',
  code(thing.id),
  ` ${thing.name} in ${placeName(thing.place, settings)}`,
  ...more.flat(),
];

const listed = (lines: readonly Line[]): readonly Line[] =>
  lines.length <= mostListed ? lines : [...lines.slice(0, mostListed), `… and ${lines.length - mostListed} more`];

/** The requester only as text: who wrote the tags is not known. */
const factsOf = ({ runs: [run], isFollowed }: RecoverPlan): readonly Fact[] =>
  run && isFollowed
    ? [
        { label: 'Lost run', value: code(run.runId) },
        { label: 'It was', value: run.what },
        ...(run.requester ? [{ label: 'Asked for by, say its tags', value: code(run.requester) }] : []),
      ]
    : [];

const runLine = (run: LostRun): Line => [
  '• ',
  code(run.runId),
  `: ${run.what}, `,
  ...run.things.flatMap(({ id }) => [code(id), ' ']),
];

const titleOf = ({ runs, isFollowed }: RecoverPlan): string => {
  const [run] = runs;
  if (run && isFollowed) return `recovered, ${run.what}`;
  return `recovered, what ${runs.length === 1 ? 'a run' : `${runs.length} runs`} had made`;
};

export const recoverPresentation: JobPresentation<RecoverPlan, RecoverResult> = {
  title: (plan) => [titleOf(plan)],
  planned: (plan, settings) => ({
    title: 'Recovered by its tags',
    tone: 'warning',
    facts: factsOf(plan),
    lines: [
      'Assay’s records of this run were lost. What AWS is still making is followed to its end; nothing is made again.',
      ...listed(plan.runs.flatMap(({ things }) => things.map((thing) => thingLine(thing, settings)))),
    ],
  }),
  done(plan, { things, left }, _run, settings) {
    const failed = things.filter(({ state }) => state === 'failed');
    const lines = plan.isFollowed
      ? things.map((thing) =>
          thingLine(
            thing,
            settings,
            thing.state === 'done' ? ' is there' : [' ', bold('came to nothing'), `: ${thing.reason ?? ''}`],
          ),
        )
      : plan.runs.map(runLine);
    const begun = plan.isFollowed
      ? 'Assay’s records of this run were lost, and it was found again by its tags.'
      : 'Assay has no records of these runs. By the tags on what they made, they ended in the day before the records were lost, or about then.';
    return {
      title: failed.length > 0 ? `${failed.length} of ${things.length} came to nothing` : titleOf(plan),
      tone: failed.length > 0 ? 'bad' : left.length > 0 ? 'warning' : 'good',
      facts: factsOf(plan),
      lines: [begun, ...listed(lines)],
      warnings: left.flatMap(({ said, command }): Line[] => [`${said}:`, code(command)]),
      notes: ['What else was to be done is not known any more: copies not begun, shares, approvals. Ask for it again.'],
    };
  },
};
