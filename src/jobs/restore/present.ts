import type { JobPresentation } from '../../core/job.ts';
import { joined } from '../../core/joined.ts';
import { bold, code, type Fact, type Line } from '../../core/message.ts';
import type { Settings } from '../../core/settings.ts';
import { accountName, placeName } from '../../lookup/places.ts';
import type { RestorePlan, RestoreResult } from './plan.ts';

const shares = (permissions: readonly string[], settings: Settings): string =>
  permissions.map((one) => (one === 'public' ? 'EVERYBODY (public)' : accountName(one, settings))).join(', ');

function facts(plan: RestorePlan, settings: Settings): readonly Fact[] {
  const now = [
    ...(plan.isBinned ? ['in the Recycle Bin'] : []),
    ...(plan.isDisabled ? ['disabled'] : []),
    ...(plan.isDeprecated ? ['deprecated'] : []),
  ];
  return [
    { label: 'AMI', value: [code(plan.imageId), ` ${plan.name}`] },
    { label: 'Where', value: placeName(plan.place, settings) },
    { label: 'Is now', value: now.length > 0 ? now.join(' and ') : 'available, with launch permissions missing' },
    ...(plan.snapshots.length > 0
      ? [{ label: 'Snapshots brought back', value: joined(plan.snapshots.map((id) => [code(id)])) }]
      : []),
    {
      label: 'Shared again with',
      value:
        plan.sharedWith.length === 0
          ? 'nobody: nothing is known that was taken away'
          : shares(plan.sharedWith, settings),
    },
  ];
}

function approvalWarning(plan: RestorePlan): readonly Line[] {
  return plan.approvedFor.length === 0
    ? []
    : [
        [
          'It is still tagged as approved for ',
          bold(plan.approvedFor.join(', ')),
          ': it can be launched there again. Revoke that first if it should not.',
        ],
      ];
}

const sleeping = (plan: RestorePlan): readonly Line[] =>
  plan.retirements.length === 0
    ? []
    : [
        [
          'Its retirement ',
          ...joined(plan.retirements.map((id) => [code(id)])),
          ' does nothing more: it ends when it next wakes.',
        ],
      ];

export const restorePresentation: JobPresentation<RestorePlan, RestoreResult> = {
  title: (plan) => ['AMI ', bold(plan.name)],
  planned: (plan, settings) => ({
    title: `Restore ${plan.name}`,
    facts: facts(plan, settings),
    warnings: approvalWarning(plan),
    notes: sleeping(plan),
  }),
  done: (plan, result, _run, settings) => ({
    title: `${plan.name} is back`,
    tone: result.refused.length > 0 ? 'warning' : 'good',
    lines: [
      [code(plan.imageId), ' in ', placeName(plan.place, settings), ' is available again.'],
      ...result.refused.map(({ permission, why }) => [
        'Not shared again with ',
        bold(permission === 'public' ? 'everybody' : accountName(permission, settings)),
        `: ${why}`,
      ]),
      ...sleeping(plan),
    ],
    facts: [
      {
        label: 'Shared with',
        value:
          result.sharedWith.length === 0 ? 'nobody that was shared with before' : shares(result.sharedWith, settings),
      },
    ],
    offers: plan.retirements.map((id) => ({ label: `End retirement ${id}…`, command: 'cancel', input: { run: id } })),
  }),
};
