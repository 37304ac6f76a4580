import type { JobPresentation } from '../../core/job.ts';
import { joined } from '../../core/joined.ts';
import { bold, code, type Line, person } from '../../core/message.ts';
import { evaluatedLines } from '../../lookup/evaluate-again.ts';
import { placeName } from '../../lookup/places.ts';
import type { RevokePlan, RevokeResult } from './plan.ts';

const stillRunning: Line =
  'Instances that run from it go on running; new launches are refused where policies ask for the tag, also those of Auto Scaling groups that replace a machine.';

export const revokePresentation: JobPresentation<RevokePlan, RevokeResult> = {
  title: (plan) => ['approval of ', bold(plan.image.name), ' for ', bold(plan.environment)],
  planned: (plan, settings) => ({
    title: `Revoke the approval of ${plan.image.name} for ${plan.environment}`,
    tone: 'warning',
    facts: [
      { label: 'AMI', value: [code(plan.image.imageId), ` ${plan.image.name}`] },
      { label: 'Where', value: placeName(plan.image.place, settings) },
      {
        label: 'Copies',
        value:
          plan.copies.length === 0
            ? 'none that is approved'
            : joined(plan.copies.map((copy) => [code(copy.imageId), ` (${placeName(copy.place, settings)})`])),
      },
    ],
    warnings: [stillRunning],
  }),
  done: (plan, result, run, settings) => ({
    title: `${plan.image.name} is no longer approved for ${plan.environment}`,
    tone: 'warning',
    lines: [
      [
        'Revoked by ',
        person(run.requester.userId),
        run.reason ? `: ${run.reason}` : '',
        '. The tags are gone from ',
        ...joined(result.imageIds.map(code)),
        '.',
      ],
      stillRunning,
      ...evaluatedLines(result.evaluated, settings),
    ],
  }),
};
