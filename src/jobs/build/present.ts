import type { JobPresentation } from '../../core/job.ts';
import { bold, code, type Line, type Offer } from '../../core/message.ts';
import type { Settings } from '../../core/settings.ts';
import { buildName } from '../../lookup/build-words.ts';
import { placeName } from '../../lookup/places.ts';
import type { BuildPlan } from './plan.ts';
import type { BuildResult } from './result.ts';

/** Buttons for one message; a pipeline may serve dozens of Regions. */
const mostOffers = 3;

/** Only an AMI that an account of ours owns can be approved, and those of one's own are what people look for first. */
function offersFor(plan: BuildPlan, { images }: BuildResult, settings: Settings): readonly Offer[] {
  const environment = settings.defaultEnvironment;
  const ours = images.filter(({ isSeen }) => isSeen);
  if (!environment) return [];
  const isHome = (image: (typeof ours)[number]): number =>
    Number(image.account !== plan.place.account) + Number(image.region !== plan.place.region);
  return ours
    .toSorted((a, b) => isHome(a) - isHome(b))
    .slice(0, mostOffers)
    .map((image) => ({
      label: ours.length === 1 ? `Promote to ${environment}…` : `Promote the one in ${placeName(image, settings)}…`,
      command: 'promote',
      input: { image: image.id, environment },
    }));
}

const imageLine =
  (settings: Settings) =>
  (image: BuildResult['images'][number]): Line => [
    code(image.id),
    ` ${image.name} in `,
    placeName(image, settings),
    ...(image.isSeen ? [] : [' (as Image Builder says; Assay does not look into this account)']),
  ];

export const buildPresentation: JobPresentation<BuildPlan, BuildResult> = {
  title: (plan) =>
    plan.buildArn
      ? ['Build ', bold(buildName(plan.buildArn)), ', by its schedule']
      : ['Build of ', bold(plan.pipeline)],
  planned: (plan, settings) => ({
    title: plan.buildArn ? `Follow the build ${buildName(plan.buildArn)}` : `Start a build of ${plan.pipeline}`,
    facts: [
      { label: 'Pipeline', value: code(plan.pipeline) },
      { label: 'Where', value: placeName(plan.place, settings) },
      { label: 'Runs by itself', value: plan.schedule },
    ],
  }),
  done: (plan, result, _run, settings) => ({
    title: `${buildName(result.buildArn)} is available`,
    tone: 'good',
    lines: result.images.length > 0 ? result.images.map(imageLine(settings)) : ['It has put no AMI anywhere.'],
    facts: [
      { label: 'Build', value: code(buildName(result.buildArn)) },
      { label: 'Where', value: placeName(plan.place, settings) },
      { label: 'Tests', value: result.tests ?? 'none: this pipeline tests nothing' },
    ],
    offers: offersFor(plan, result, settings),
  }),
};
