import type { JobPresentation } from '../../core/job.ts';
import { joined } from '../../core/joined.ts';
import { bold, code, type Fact, type Inline } from '../../core/message.ts';
import type { Settings } from '../../core/settings.ts';
import { placeName } from '../../lookup/places.ts';
import type { LaunchPlan } from './plan.ts';
import type { LaunchResult } from './result.ts';

const image = (plan: LaunchPlan): readonly Inline[] => [bold(plan.imageName), ' (', code(plan.imageId), ')'];

function approvalFact(plan: LaunchPlan): Fact {
  return { label: 'AMI approved', value: plan.approval ?? `not demanded in ${plan.environment}` };
}

function facts(plan: LaunchPlan, settings: Settings): readonly Fact[] {
  const size = plan.volumes.reduce((sum, { sizeGiB }) => sum + sizeGiB, 0);
  const tags = Object.entries(plan.tags).map(([key, value]) => `${key}=${value}`);
  return [
    { label: 'AMI', value: image(plan) },
    { label: 'Where', value: `${placeName(plan.place, settings)}, ${plan.zone}` },
    { label: 'Type', value: plan.type },
    { label: 'Subnet', value: [code(plan.subnet.id), plan.subnet.name ? ` ${plan.subnet.name}` : ''] },
    {
      label: 'Security groups',
      value: joined(plan.securityGroups.map(({ id, name }) => [code(id), name ? ` ${name}` : ''])),
    },
    { label: 'Volumes', value: `${plan.volumes.length}, ${size} GiB` },
    { label: 'Role', value: plan.profile ?? 'none' },
    { label: 'Key pair', value: plan.keyName ?? 'none' },
    ...(tags.length > 0 ? [{ label: 'Tags', value: tags.join(', ') }] : []),
    approvalFact(plan),
  ];
}

export const launchPresentation: JobPresentation<LaunchPlan, LaunchResult> = {
  title: (plan) => ['Instance ', bold(plan.name), ' from ', bold(plan.imageName)],
  planned: (plan, settings) => ({
    title: `Launch ${plan.name}`,
    facts: facts(plan, settings),
    ...(plan.unapproved ? { warnings: [plan.unapproved] } : {}),
    notes: [
      ...(plan.like
        ? [
            [
              'Type, subnet, security groups, role and key pair are those of ',
              code(plan.like.id),
              ' where you named none.',
            ],
          ]
        : []),
      'It costs money until somebody terminates it.',
    ],
  }),
  done: (plan, result, _run, settings) => ({
    title: `${plan.name} runs`,
    tone: 'good',
    lines: [
      [
        code(result.instanceId),
        ` in ${placeName(plan.place, settings)}, ${result.zone} runs; all status checks passed.`,
      ],
    ],
    facts: [
      { label: 'AMI', value: image(plan) },
      { label: 'Type', value: plan.type },
      {
        label: 'Addresses',
        value: [result.privateAddress, result.publicAddress].filter(Boolean).join(', ') || 'AWS shows none',
      },
      approvalFact(plan),
    ],
  }),
};
