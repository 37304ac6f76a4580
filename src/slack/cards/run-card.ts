import type { KnownBlock } from '@slack/types';
import { capital } from '../../core/capital.ts';
import type { Job } from '../../core/job.ts';
import { joined } from '../../core/joined.ts';
import { shortDigest } from '../../core/json.ts';
import { bold, code, type Fact, type Line, type Message, type Offer, person, time } from '../../core/message.ts';
import { isFinal, type Run } from '../../core/run.ts';
import type { Settings } from '../../core/settings.ts';
import { cut, limits } from '../rendering/limits.ts';
import { plainLine } from '../rendering/spoken.ts';
import { approvalFacts, rejectedLine, waitingLine } from './approval-facts.ts';
import { cardButtons } from './card-buttons.ts';
import { childLines } from './child-lines.ts';
import { countVotes } from './count-votes.ts';
import { progressBar } from './progress-bar.ts';
import { stateWords } from './state-words.ts';

/** A run's card before it becomes blocks: what it says, and its own buttons. */
export interface Card {
  readonly message: Message;
  readonly buttons: readonly KnownBlock[];
}

/** What the job says about its run. A plan of an older release that no longer parses costs the words, not the card. */
interface Told {
  readonly title: string;
  readonly planned: Message | undefined;
  readonly done: Message | undefined;
}

function tell(run: Run, job: Job | undefined, settings: Settings): Told {
  const plan = job?.plan.safeParse(run.plan);
  if (!job || !plan?.success) return { title: `${run.job} ${run.subject}`, planned: undefined, done: undefined };
  const result = run.state === 'done' ? job.result.safeParse(run.result) : undefined;
  return {
    title: plainLine(job.present.title(plan.data, settings)),
    planned: job.present.planned(plan.data, settings),
    done: result?.success ? job.present.done(plan.data, result.data, run, settings) : undefined,
  };
}

function startLine(run: Run, now: number): readonly Line[] {
  if (run.asleepUntil !== undefined && !isFinal(run.state)) {
    const soFar: Line = run.progress ? [bold(capital(run.progress.phase)), '. '] : [];
    return [[...soFar, 'Goes on ', time(run.asleepUntil), '.']];
  }
  if (run.state !== 'queued') return [];
  if (run.behind !== undefined) return [['Starts when ', code(run.behind), ' has ended: both work on the same thing.']];
  const left = Math.ceil(((run.startAt ?? 0) - now) / 1000);
  if (left <= 0) return [];
  return [
    `Starts in ${left > 90 ? `${Math.ceil(left / 60)} minutes` : `${left} seconds`}; until then it can be cancelled.`,
  ];
}

function workLines(run: Run): readonly Line[] {
  if (run.state !== 'running' && run.state !== 'queued') return [];
  const lines: Line[] = [];
  const isAsleep = run.asleepUntil !== undefined;
  if (run.approval) {
    const votes = countVotes(run.approval).approved.length;
    const { minimum } = run.approval;
    // Approved is not applied: the card says so until AWS was read back.
    const phase = run.state === 'running' ? `, ${run.progress?.phase ?? 'working'} …` : ', starting …';
    // Fewer: it came back to its approvers in the middle of its work, and is ended now.
    if (votes >= minimum) lines.push([bold(`Approved by ${votes} of ${minimum}`), isAsleep ? '.' : phase]);
  }
  const { by, why } = run.cancelAsked ?? {};
  if (why !== undefined) lines.push(`Cancelling: ${why}.`);
  else if (by !== undefined) lines.push(['Cancelling, as ', person(by), ' asked.']);
  const isTold = isAsleep || (run.approval && run.progress?.percent === undefined);
  if (run.progress && !isTold) lines.push(progressBar(run.progress));
  return lines;
}

function endLines(run: Run): readonly Line[] {
  if (!isFinal(run.state) || run.state === 'done' || !run.ending) return [];
  const rejected = rejectedLine(run);
  if (rejected) return [rejected];
  const { message, hint, reference } = run.ending;
  return [bold(message), ...(hint ? [hint] : []), ...(reference ? [['Reference ', code(reference)]] : [])];
}

/** What a run that did not come to its end has made in AWS: somebody must look after it. */
function leftLines(run: Run, told: readonly Fact[]): readonly Line[] {
  if (run.state !== 'failed' && run.state !== 'cancelled') return [];
  const said = [run.ending?.message ?? '', ...told.map(({ value }) => plainLine(value))].join(' ');
  // Without the plan nobody can tell what was there before.
  const left = told.length > 0 ? run.about.filter((id) => !said.includes(id)) : [];
  return left.length > 0 ? [['Begun in AWS before that: ', ...joined(left.map(code))]] : [];
}

/** Taking back is a request of its own: planned, shown, perhaps approved. */
const undoOffer = (run: Run, children: readonly Run[]): readonly Offer[] =>
  isFinal(run.state) && [run, ...children].some(({ undo }) => (undo?.length ?? 0) > 0)
    ? [{ label: 'Undo…', command: 'undo', input: { run: run.id } }]
    : [];

function notes(run: Run): readonly Line[] {
  const ended = isFinal(run.state) ? [' · ended ', time(run.changedAt)] : [];
  const document = run.approval ? ` · document ${shortDigest(run.digest)}` : '';
  return [[`${run.id}${document}`, ...ended]];
}

/**
 * The one card of a run, always from its record: what Slack sends back is never read into it. Pure.
 * @param jobs a run's own may be missing when this release knows no such job any more
 * @param children of the run, in their order
 */
export function runCard(
  run: Run,
  jobs: ReadonlyMap<string, Job>,
  settings: Settings,
  now: number,
  children: readonly Run[] = [],
): Card {
  const job = jobs.get(run.job);
  const { title, planned, done } = tell(run, job, settings);
  const shown = done ?? planned;
  const isOver = isFinal(run.state);
  const asked: Line = ['Asked by ', person(run.requester.userId), ' ', time(run.requestedAt)];
  const waiting = waitingLine(run);
  // A result that is not simply good says so first: the header only knows that the work has ended.
  const but =
    done && (done.tone === 'warning' || done.tone === 'bad') && done.title !== title ? [[bold(done.title)]] : [];
  const message: Message = {
    title: cut(`${stateWords(run, job, now, done?.tone)}: ${title}`, limits.header),
    lines: [
      ...endLines(run),
      ...leftLines(run, shown?.facts ?? []),
      ...but,
      ...(waiting ? [waiting] : []),
      ...workLines(run),
      ...startLine(run, now),
      ...childLines(children, jobs, settings),
      ...(done?.lines ?? (done ? [] : (planned?.lines ?? []))),
      asked,
      ...(run.reason ? [[bold('Why: '), run.reason]] : []),
    ],
    facts: [...(shown?.facts ?? []), ...approvalFacts(run, title)],
    // What could happen matters until it happened.
    warnings: done ? (done.warnings ?? []) : isOver || run.state === 'running' ? [] : (planned?.warnings ?? []),
    notes: [...(shown?.notes ?? []), ...notes(run)],
  };
  return {
    message,
    buttons: cardButtons(run, title, [...(done?.offers ?? []), ...undoOffer(run, children)], children.length),
  };
}
