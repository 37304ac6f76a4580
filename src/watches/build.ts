import type { BuildsReader, WaitingStep } from '../core/aws-builds.ts';
import { defineWatch, type Observation } from '../core/watch.ts';
import { buildName, endedBadly, endedWell, progressOf } from '../lookup/build-words.ts';

/** AWS may not show a new build at once; before that, "not there" means "not yet". */
const believeMissingAfterMs = 5 * 60_000;
/** Builds asked for at the same time: AWS has no call for several at once. */
const atOnce = 5;

/** Who asked must hear of it: AWS waits for days, and the card alone calls nobody. */
const callFor = ({ id, name, buildArn }: WaitingStep): NonNullable<Observation['call']> => {
  const build = buildName(buildArn);
  return {
    key: id,
    message: {
      title: `${build} waits for an answer`,
      tone: 'warning',
      lines: [
        `Its step ${name} waits for people. To go on needs approval; AWS lets the step fail when nobody answers.`,
      ],
      offers: [
        { label: 'Resume…', command: 'build-step', input: { build, answer: 'resume' }, style: 'primary' },
        { label: 'Stop…', command: 'build-step', input: { build, answer: 'stop' }, style: 'danger' },
      ],
    },
  };
};

async function observe(
  id: string,
  isNew: boolean,
  builds: BuildsReader,
  waiting: readonly WaitingStep[],
): Promise<Observation> {
  const build = await builds.build(id);
  if (!build)
    return isNew
      ? { state: 'pending', phase: 'starting' }
      : { state: 'failed', phase: 'gone', reason: 'AWS does not show this build any more' };
  if (endedWell.includes(build.status)) return { state: 'done', phase: 'available', percent: 100 };
  if (endedBadly.includes(build.status))
    return { state: 'failed', phase: build.status.toLowerCase(), reason: build.reason ?? 'AWS gives no reason' };
  if (build.status === 'PENDING') return { state: 'pending', phase: 'waiting for AWS to begin', percent: 0 };
  const { words, percent } = progressOf(await builds.workflows(id), build.isTested);
  const step = waiting.find(({ buildArn }) => buildArn === id);
  if (!step) return { state: 'pending', phase: words, percent };
  const phase = `${words}; waits for an answer at step ${step.name}`;
  return { state: 'pending', phase, percent, call: callFor(step) };
}

/**
 * A build on its way. AWS has no call for several builds: two for each that works and one for all steps that wait in a
 * place. A build takes a quarter of an hour at least, so it is seldom looked at.
 */
export const buildWatch = defineWatch({
  name: 'build',
  iam: [
    { action: 'imagebuilder:GetImage', on: ['build'] },
    { action: 'imagebuilder:ListWorkflowExecutions', on: ['build'] },
    { action: 'imagebuilder:ListWaitingWorkflowSteps', on: ['any'] },
  ],
  async look(targets, place, aws, now) {
    const builds = aws.builds(place);
    const waiting = await builds.waiting();
    const seen = new Map<string, Observation>();
    for (let first = 0; first < targets.length; first += atOnce)
      await Promise.all(
        targets.slice(first, first + atOnce).map(async ({ id, since }) => {
          const isNew = now.getTime() - since.getTime() < believeMissingAfterMs;
          seen.set(id, await observe(id, isNew, builds, waiting));
        }),
      );
    return seen;
  },
});
