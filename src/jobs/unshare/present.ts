import type { JobPresentation } from '../../core/job.ts';
import { joined } from '../../core/joined.ts';
import { bold, code, type Fact, type Line } from '../../core/message.ts';
import type { Settings } from '../../core/settings.ts';
import { accountName, placeName } from '../../lookup/places.ts';
import type { UnsharePlan, UnshareResult } from './plan.ts';

const names = (plan: UnsharePlan): readonly string[] => plan.returning.map(({ taker }) => taker.name);

function parts({ launch, snapshotIds, keys, taker }: UnsharePlan['returning'][number]): string {
  const which = keys.map(({ name }) => name).join(' and ');
  const grants = taker.kind === 'account' ? keys.length : 0;
  const statements = keys.flatMap(({ sids }) => sids).length;
  return [
    ...(launch ? ['launch permission'] : []),
    ...(snapshotIds.length > 0
      ? [`${snapshotIds.length} snapshot permission${snapshotIds.length > 1 ? 's' : ''}`]
      : []),
    ...(grants > 0 ? [`use of the key ${which}`] : []),
    ...(statements > 0 ? [`statements in the policy of ${which}`] : []),
  ].join(', ');
}

/** Keys whose grants and statements are taken back. */
function closedKeys(plan: UnsharePlan): readonly Fact[] {
  const names = [...new Set(plan.returning.flatMap(({ keys }) => keys.map(({ name }) => name)))];
  return names.length > 0 ? [{ label: 'Keys', value: [...joined(names.map((name) => code(name)))] }] : [];
}

function warningsFor(plan: UnsharePlan): readonly Line[] {
  const hasKey = plan.returning.some(({ keys }) => keys.length > 0);
  return [
    'Instances that run from it go on running, and copies that were made stay with whoever made them.',
    ...(hasKey
      ? [
          'Without the key an instance there that is stopped may not start again, and a volume that is detached not attach.',
        ]
      : []),
  ];
}

const nameOf = (permission: string, settings: Settings): string =>
  settings.organization?.units.find(({ arn }) => arn === permission)?.alias ??
  (permission === settings.organization?.arn ? 'the organisation' : accountName(permission, settings));

export const unsharePresentation: JobPresentation<UnsharePlan, UnshareResult> = {
  title: (plan) => ['sharing of ', bold(plan.name), ' with ', ...joined(names(plan).map((name) => bold(name)))],
  planned: (plan, settings) => ({
    title: `Stop sharing ${plan.name}`,
    tone: 'warning',
    facts: [
      { label: 'AMI', value: [code(plan.imageId), ` ${plan.name}`] },
      { label: 'Where', value: placeName(plan.place, settings) },
      ...plan.returning.map((one) => ({ label: one.taker.name, value: parts(one) })),
    ],
    warnings: warningsFor(plan),
    notes: ['Only what Assay gave is taken back; what others gave stays.'],
  }),
  done(plan, { left }, _run, settings) {
    const wide = left.filter((permission) => permission.startsWith('arn:'));
    return {
      title: `${plan.name} is no longer shared by Assay with ${names(plan).join(', ')}`.slice(0, 150),
      tone: left.length > 0 ? 'warning' : 'good',
      facts: [
        { label: 'AMI', value: code(plan.imageId) },
        ...closedKeys(plan),
        {
          label: 'Still shared with',
          value: left.length === 0 ? 'nobody' : left.map((permission) => nameOf(permission, settings)).join(', '),
        },
      ],
      ...(wide.length > 0
        ? {
            warnings: [
              [
                'Through ',
                ...joined(wide.map((permission) => bold(nameOf(permission, settings)))),
                ' every account in it can ',
                bold('still launch'),
                ' this AMI, also the ones named here. AWS cannot exclude one.',
              ],
            ],
          }
        : {}),
      notes: ['Running instances and copies are not touched.'],
    };
  },
};
