import { z } from 'zod';
import type { Build, Pipeline } from '../core/aws-builds.ts';
import { type CommandContext, defineCommand } from '../core/command.ts';
import { argument } from '../core/input.ts';
import { joined } from '../core/joined.ts';
import { bold, code, type Line, type Message, time } from '../core/message.ts';
import type { Settings } from '../core/settings.ts';
import { buildName, scheduleWords, statusWords } from '../lookup/build-words.ts';
import { everyPipeline, findPipeline, findPipelineNeeds } from '../lookup/find-pipeline.ts';
import { whereArguments } from '../lookup/image-arguments.ts';
import { pipelineSchema } from '../lookup/pipeline-argument.ts';
import { placeName, placesOf } from '../lookup/places.ts';

const mostPipelines = 20;
const mostBuilds = 8;

const failuresWords = ({ consecutiveFailures, schedule }: Pipeline): string | undefined => {
  if (consecutiveFailures === 0) return undefined;
  const most = schedule?.disabledAfter;
  const off = most === undefined ? '' : `; AWS switches it off at ${most}`;
  return `${consecutiveFailures} scheduled ${consecutiveFailures === 1 ? 'build' : 'builds'} in a row failed${off}`;
};

function pipelineLine(pipeline: Pipeline, settings: Settings): Line {
  const failures = failuresWords(pipeline);
  return [
    bold(pipeline.name),
    ` in ${placeName(pipeline.place, settings)} · ${scheduleWords(pipeline)}`,
    ...(pipeline.nextRunAt ? [' · next ', time(pipeline.nextRunAt)] : []),
    ` · last: ${pipeline.lastStatus ? statusWords(pipeline.lastStatus) : 'never built'}`,
    ...(failures ? [` · ⚠️ ${failures}`] : []),
  ];
}

const startedWords = { schedule: 'by its schedule', somebody: 'by somebody', import: 'by an import' } as const;

function buildLine(build: Build): Line {
  return [
    code(buildName(build.arn)),
    ` ${statusWords(build.status)} · ${startedWords[build.startedBy]} `,
    time(build.createdAt),
    ...(build.reason ? [`: ${build.reason}`] : []),
    ...(build.images.length > 0 ? [' · ', ...joined(build.images.map(({ id }) => code(id)))] : []),
  ];
}

async function allOf(context: CommandContext, narrow: { account?: string | undefined; region?: string | undefined }) {
  const { settings, aws } = context;
  const { found, unseen } = await everyPipeline(placesOf(settings, narrow), aws);
  const sorted = found.toSorted((a, b) => a.name.localeCompare(b.name));
  const message: Message = {
    title: found.length === 0 ? 'No Image Builder pipelines' : `Image Builder pipelines: ${found.length}`,
    lines: sorted.slice(0, mostPipelines).map((pipeline) => pipelineLine(pipeline, settings)),
    warnings: unseen.map(({ place, why }) => [`Could not look in ${placeName(place, settings)}: ${why}`]),
    notes: [
      ...(sorted.length > mostPipelines
        ? [`${sorted.length - mostPipelines} more: narrow it with --account or --region.`]
        : []),
      'Last builds of one: /ami builds and its name. Run it: /ami build and its name.',
    ],
  };
  return message;
}

async function oneOf(pipeline: Pipeline, { settings, aws }: CommandContext): Promise<Message> {
  const builds = await aws.builds(pipeline.place).builds(pipeline.arn);
  const failures = failuresWords(pipeline);
  return {
    title: `Builds of ${pipeline.name}, newest first`,
    lines: builds.length > 0 ? builds.slice(0, mostBuilds).map(buildLine) : ['It has never been built.'],
    facts: [
      { label: 'Where', value: placeName(pipeline.place, settings) },
      { label: 'Runs by itself', value: scheduleWords(pipeline) },
      ...(pipeline.nextRunAt ? [{ label: 'Next', value: time(pipeline.nextRunAt) }] : []),
      ...(pipeline.description ? [{ label: 'What', value: pipeline.description }] : []),
    ],
    ...(failures ? { warnings: [[`${failures}.`]] } : {}),
    offers: [{ label: 'Build now…', command: 'build', input: { pipeline: pipeline.name } }],
  };
}

/** `/ami builds` */
export const builds = defineCommand({
  name: 'builds',
  summary: 'Pipelines of EC2 Image Builder: when they run, how it went, what they made',
  examples: ['builds', 'builds golden-base', 'builds --account build'],
  details: ['Without a name: every pipeline with its schedule, next run, last result and failures in a row.'],
  menu: { group: 'AMIs', label: 'Build pipelines' },
  input: z.strictObject({
    pipeline: argument(pipelineSchema.optional(), {
      title: 'Pipeline',
      hint: 'Its name in EC2 Image Builder, or its ARN; left out: all.',
      position: 0,
      choices: 'pipeline',
      example: 'golden-base',
    }),
    ...whereArguments,
  }),
  iam: [...findPipelineNeeds, { action: 'imagebuilder:ListImagePipelineImages', on: ['pipeline'] }],
  async answer(input, context) {
    if (!input.pipeline) return allOf(context, input);
    return oneOf(await findPipeline(input.pipeline, context, input), context);
  },
});
