import type { JobPresentation } from '../../core/job.ts';
import { joined } from '../../core/joined.ts';
import { bold, code, person, time } from '../../core/message.ts';
import { buildName } from '../../lookup/build-words.ts';
import { placeName } from '../../lookup/places.ts';
import type { StepPlan, StepResult } from './plan.ts';

const doing = { RESUME: 'Resume', STOP: 'Stop' } as const;
const means = {
  RESUME: 'The step is completed and the build goes on, usually to its distribution.',
  STOP: 'The step fails, and most workflows end their build then.',
} as const;

export const stepPresentation: JobPresentation<StepPlan, StepResult> = {
  title: (plan) => [`${doing[plan.action]} `, bold(buildName(plan.buildArn)), ` at ${plan.step}`],
  planned: (plan, settings) => ({
    title: `${doing[plan.action]} ${buildName(plan.buildArn)} at ${plan.step}`,
    lines: [means[plan.action]],
    facts: [
      {
        label: 'Build',
        value: [
          code(buildName(plan.buildArn)),
          ...(plan.starter
            ? [
                ' started by ',
                person(plan.starter),
                ...(plan.action === 'RESUME' ? [', who may not approve this'] : []),
              ]
            : [` ${plan.startedBy}`]),
        ],
      },
      { label: 'Where', value: placeName(plan.place, settings) },
      {
        label: 'Waits',
        value: [`at step ${plan.step}`, ...(plan.waitsSince ? [' since ', time(plan.waitsSince)] : [])],
      },
      { label: 'Tests', value: plan.tests ?? 'none so far' },
      { label: 'AMI', value: plan.images.length > 0 ? joined(plan.images.map(code)) : 'none yet' },
    ],
  }),
  details: (plan) => ({
    title: 'What exactly is answered',
    facts: [
      { label: 'Build', value: plan.buildArn },
      { label: 'Step', value: plan.stepId },
      { label: 'Answer', value: plan.action },
    ],
    notes: [
      'If the build stops waiting, or its tests or AMIs change, the request becomes stale and all votes are void.',
      ...(plan.starter ? ['Who started the build cannot be one of the people who let it go on.'] : []),
    ],
  }),
  done: (plan, result) => ({
    title: plan.action === 'RESUME' ? `${buildName(plan.buildArn)} goes on` : `${buildName(plan.buildArn)} was stopped`,
    tone: 'good',
    lines: [
      [
        'AWS took the answer for step ',
        bold(plan.step),
        ...(result.approvers.length > 0 ? [', approved by ', ...joined(result.approvers.map(person))] : []),
        '.',
      ],
    ],
  }),
};
