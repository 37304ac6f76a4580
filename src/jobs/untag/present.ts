import type { JobPresentation } from '../../core/job.ts';
import { bold, code, type Fact } from '../../core/message.ts';
import type { Settings } from '../../core/settings.ts';
import { accountName, placeName } from '../../lookup/places.ts';
import type { UntagPlan, UntagResult } from './plan.ts';
import { whatOf } from './words.ts';

const factsOf = (plan: UntagPlan, settings: Settings): readonly Fact[] => [
  { label: 'AMI', value: [code(plan.imageId), ` ${plan.name} of ${accountName(plan.ownerId, settings)}`] },
  { label: 'Tagged in', value: placeName(plan.place, settings) },
  { label: 'Environment', value: plan.environment },
  { label: 'Why', value: plan.sentence },
];

export const untagPresentation: JobPresentation<UntagPlan, UntagResult> = {
  title: (plan) => ['Approval tags on ', bold(plan.name), ` that were ${whatOf[plan.kind]}`],
  planned: (plan, settings) => ({
    title: `Remove approval tags that were ${whatOf[plan.kind]}`,
    tone: 'warning',
    facts: factsOf(plan, settings),
    lines: Object.entries(plan.tags).map(([key, value]) => ['• ', code(key), ` = ${value.slice(0, 60)}`]),
  }),
  done: (plan, { removed }, _run, settings) => {
    const keys = Object.keys(removed);
    return {
      title:
        keys.length === 0
          ? `Nothing on ${plan.name} is false any more`
          : `Approval tags on ${plan.name} were ${whatOf[plan.kind]} and are removed`,
      tone: keys.length === 0 ? 'good' : 'warning',
      facts: factsOf(plan, settings),
      lines:
        keys.length === 0
          ? ['It was approved, or its tags were taken away, before Assay came to it. Nothing was changed.']
          : keys.map((key) => ['• ', code(key), ' is gone']),
      notes:
        keys.length === 0
          ? []
          : ['Who may run from it is asked for like anything else; CloudTrail knows who wrote the tags.'],
      ...(keys.length === 0 || plan.ownerId !== plan.place.account
        ? {}
        : {
            offers: [
              {
                label: 'Request approval…',
                command: 'promote',
                input: { image: plan.imageId, environment: plan.environment },
              },
            ],
          }),
    };
  },
};
