import type { BuildsReader, Pipeline } from '../core/aws-builds.ts';
import { eventTypes } from '../core/event-types.ts';
import { definePatrol } from '../core/patrol.ts';
import { isEnded, scheduleWords } from '../lookup/build-words.ts';

const hourMs = 3_600_000;
/** Pipelines asked for at the same time. */
const atOnce = 5;

/** Without a schedule of its own only EventBridge can start it; then its newest build says that it works. */
const mayRunByItself = ({ schedule, lastStatus }: Pipeline): boolean =>
  schedule !== undefined || (lastStatus !== undefined && !isEnded({ status: lastStatus }));

/** Builds of a pipeline that nobody started, young enough to be news. */
async function ofItself(pipeline: Pipeline, builds: BuildsReader, since: number) {
  return (await builds.builds(pipeline.arn)).filter(
    ({ startedBy, createdAt }) => startedBy === 'schedule' && Date.parse(createdAt) >= since,
  );
}

/**
 * Builds that a schedule has started: each gets a run that follows it, and so a card with its tests and a Promote button.
 * One call for a place, and one for each pipeline that can run by itself.
 */
export const buildsPatrol = definePatrol({
  name: 'builds',
  iam: [
    { action: 'imagebuilder:ListImagePipelines', on: ['any'] },
    { action: 'imagebuilder:ListImagePipelineImages', on: ['pipeline'] },
  ],
  everyMs: 60_000,
  hears: ({ detailType, place }, { builds }) => (builds.follow && detailType === eventTypes.build ? [{ place }] : []),
  async look(place, { aws, settings, now }) {
    if (!settings.builds.follow) return [];
    const builds = aws.builds(place);
    const since = now.getTime() - settings.builds.newsHours * hourMs;
    const pipelines = (await builds.pipelines()).filter(mayRunByItself);
    const found = [];
    for (let first = 0; first < pipelines.length; first += atOnce) {
      const some = pipelines.slice(first, first + atOnce);
      const news = await Promise.all(some.map((pipeline) => ofItself(pipeline, builds, since)));
      found.push(...some.flatMap((pipeline, index) => (news[index] ?? []).map((build) => ({ pipeline, build }))));
    }
    return found.map(({ pipeline, build }) => ({
      requestKey: build.arn,
      job: 'build',
      plan: {
        place: { ...place },
        pipelineArn: pipeline.arn,
        pipeline: pipeline.name,
        buildArn: build.arn,
        schedule: scheduleWords(pipeline),
      },
      channel: settings.builds.channel,
    }));
  },
});
