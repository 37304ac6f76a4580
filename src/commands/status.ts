import { z } from 'zod';
import { logTroubleLines } from '../compliance/audit-log/log-message.ts';
import { type CommandContext, defineCommand } from '../core/command.ts';
import { argument } from '../core/input.ts';
import { joined } from '../core/joined.ts';
import { shortDigest } from '../core/json.ts';
import { bold, code, type Fact, type Line, type Message, person, time } from '../core/message.ts';
import { UserError } from '../core/outcome.ts';
import { type Run, runIdPattern } from '../core/run.ts';
import type { Unshown } from '../core/store.ts';
import { placeName } from '../lookup/places.ts';
import { progressWords, runLine, stateWords } from '../lookup/run-lines.ts';

function approvalFacts(run: Run): readonly Fact[] {
  const { approval } = run;
  if (!approval) return [];
  const valid = approval.votes.filter((vote) => vote.kind === 'approve' && !vote.void);
  return [
    {
      label: 'Approved by',
      value:
        valid.length === 0
          ? `nobody yet (0 of ${approval.minimum})`
          : [`${valid.length} of ${approval.minimum}: `, ...joined(valid.map((vote) => person(vote.userId)))],
    },
    ...(run.state === 'waiting' ? [{ label: 'Expires', value: time(approval.expiresAt) }] : []),
  ];
}

function stepFacts(run: Run): readonly Fact[] {
  const steps = Object.entries(run.steps).map(([key, step]) => `${key}${step.state === 'done' ? '' : ' (begun)'}`);
  return steps.length > 0 ? [{ label: 'Steps done', value: steps.join(', ') }] : [];
}

/** Most of what Slack does not show; the rest is counted. */
const mostUnshown = 5;

const unshownLine = ({ what, runId, why, since, isGivenUp }: Unshown): Line => [
  what === 'card' ? 'The card of ' : 'A message about ',
  code(runId),
  ` cannot be shown in Slack since `,
  time(since),
  `: ${why}. ${!isGivenUp ? 'It is tried again.' : what === 'card' ? 'It is tried when the run changes.' : 'It is not tried any more.'}`,
];

const day = 86_400_000;

/** Notices nobody gets and cards that show an older state: who waits for them must know. */
function unshownLines(all: readonly Unshown[]): readonly Line[] {
  const more = all.length - mostUnshown;
  return [
    ...all.slice(0, mostUnshown).map(unshownLine),
    ...(more > 0 ? [`${more} more cards and messages cannot be shown in Slack.`] : []),
  ];
}

async function oneRun(id: string, context: CommandContext): Promise<Message> {
  const { records, settings } = context;
  const run = await records.run(id);
  if (!run) {
    // What its job made may have been found again after its record was lost.
    const [again] = await records.runs({ about: id, limit: 1 });
    throw new UserError('not_found', `There is no run ${id}.`, {
      field: 'run',
      hint: again
        ? `Its record was lost; what it began is followed by ${again.id}: /ami status ${again.id}.`
        : 'See them with /ami runs --all.',
    });
  }
  const progress = progressWords(run);
  const [past, everything] = await Promise.all([records.failures(id), records.unshown()]);
  const unshown = everything.filter(({ runId }) => runId === id);
  const failures = past.filter((failure) => !unshown.some(({ why }) => why === failure));
  return {
    title: `Run ${run.id}: ${run.job}`,
    facts: [
      {
        label: 'State',
        value: progress ? [bold(stateWords[run.state]), `, ${progress}`] : bold(stateWords[run.state]),
      },
      { label: 'Asked by', value: [person(run.requester.userId), ' ', time(run.requestedAt)] },
      { label: 'Where', value: placeName(run.place, settings) },
      ...(run.about.length > 0 ? [{ label: 'About', value: joined(run.about.map(code)) }] : []),
      ...(run.reason ? [{ label: 'Reason', value: run.reason }] : []),
      ...approvalFacts(run),
      ...stepFacts(run),
      ...(run.behind ? [{ label: 'Behind', value: code(run.behind) }] : []),
      ...(run.ending ? [{ label: 'Ended', value: [run.ending.message, ' ', time(run.changedAt)] }] : []),
    ],
    ...(run.ending?.hint ? { lines: [run.ending.hint] } : {}),
    ...(failures.length + unshown.length > 0
      ? { warnings: [...unshownLines(unshown), ...failures.map((failure) => `Slack: ${failure}`)] }
      : {}),
    notes: [
      ['Plan ', code(shortDigest(run.digest)), '. All that happened: /ami history ', code(run.about[0] ?? run.id)],
    ],
  };
}

/** What is looked for all the time and cannot be seen now: silence there would look like peace. */
async function blindSpots({ records, settings }: CommandContext): Promise<readonly Line[]> {
  return (await records.troubles()).map(({ round, since, why }) => {
    const [patrol = '', account = '', region = ''] = round.split(' ');
    return [
      `${patrol} cannot be looked for in ${placeName({ account, region }, settings)} since `,
      time(since),
      `: ${why}`,
    ];
  });
}

async function overview(context: CommandContext): Promise<Message> {
  const { records, actor, requestedAt } = context;
  const [unshown, blind, log] = await Promise.all([records.unshown(), blindSpots(context), records.auditLog()]);
  // What was given up long ago is told where its run is looked at.
  const lately = unshown.filter(({ isGivenUp, since }) => !isGivenUp || since > requestedAt.getTime() - day);
  const trouble = [...logTroubleLines(log, requestedAt.getTime()), ...unshownLines(lately), ...blind];
  const warnings = trouble.length > 0 ? { warnings: trouble } : {};
  const open = await records.runs({ limit: 20, states: ['waiting', 'queued', 'running'] });
  const mine = open.filter((run) => run.requester.userId === actor.userId);
  if (open.length === 0) return { title: 'Nothing is running and nothing waits', tone: 'good', ...warnings };
  return {
    title: `${open.length === 20 ? '20 or more runs are' : open.length === 1 ? 'One run is' : `${open.length} runs are`} open`,
    lines: open.map(runLine),
    ...warnings,
    notes: [
      `Yours: ${mine.length === 0 ? 'none' : `${mine.length} of ${open.length}`}. More of one: /ami status and its id.`,
    ],
  };
}

/** `/ami status` */
export const status = defineCommand({
  name: 'status',
  summary: 'Everything that is open, or how one run stands',
  examples: ['status', 'status r-7k2m9qabcd'],
  menu: { group: 'Runs', label: 'What is going on' },
  input: z.strictObject({
    run: argument(
      z.string().trim().toLowerCase().regex(runIdPattern, 'an id looks like r- and ten letters or digits').optional(),
      {
        title: 'Run',
        hint: 'The id at the end of its card; left out: everything open.',
        position: 0,
        choices: 'run',
        example: 'r-7k2m9qabcd',
      },
    ),
  }),
  iam: [],
  answer: (input, context) => (input.run ? oneRun(input.run, context) : overview(context)),
});
