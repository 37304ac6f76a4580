import type { JobPresentation } from '../../core/job.ts';
import { joined } from '../../core/joined.ts';
import { bold, code, type Fact, type Line, time } from '../../core/message.ts';
import type { Settings } from '../../core/settings.ts';
import { durationWords } from '../../lookup/duration.ts';
import { userWords } from '../../lookup/image-users.ts';
import { accountName, placeName } from '../../lookup/places.ts';
import type { RetirePlan, RetireResult } from './plan.ts';

const after = (milliseconds: number): string =>
  milliseconds === 0 ? 'at once' : `after ${durationWords(milliseconds)}`;

const counted = (count: number): string => `${count} ${count === 1 ? 'snapshot' : 'snapshots'}`;

function stepFacts(plan: RetirePlan): readonly Fact[] {
  const size = plan.snapshots.reduce((sum, { sizeGiB }) => sum + sizeGiB, 0);
  const with_ = plan.keepSnapshots
    ? `; its ${counted(plan.snapshots.length)} are kept`
    : ` with its ${counted(plan.snapshots.length)} (${size} GiB)`;
  return [
    {
      label: 'Deprecate',
      value: `${after(plan.deprecateAfterMs)}: others do not find it any more; it still launches by id`,
    },
    {
      label: 'Disable',
      value:
        plan.disableAfterMs === null
          ? 'never'
          : `${after(plan.disableAfterMs)}: nothing launches from it any more, if nothing uses it then`,
    },
    {
      label: 'Deregister',
      value:
        plan.deregisterAfterMs === null ? 'never' : `${after(plan.deregisterAfterMs)}${with_}, if nothing uses it then`,
    },
  ];
}

function useFacts(plan: RetirePlan, settings: Settings): readonly Fact[] {
  return [
    { label: 'Used by', value: plan.users.length === 0 ? 'nothing that can be seen' : userWords(plan.users, settings) },
    {
      label: 'In other accounts',
      value: 'not known yet: AWS counts before each step; its figures are up to a day old',
    },
    {
      label: 'Shared with',
      value:
        plan.sharedWith.length === 0
          ? 'nobody'
          : plan.sharedWith
              .map((one) => (one === 'public' ? 'EVERYBODY (public)' : accountName(one, settings)))
              .join(', '),
    },
    ...(plan.approvedFor.length > 0 ? [{ label: 'Approved for', value: plan.approvedFor.join(', ') }] : []),
  ];
}

function warningsOf(plan: RetirePlan): readonly Line[] {
  return [
    ...(plan.unseen.length > 0 ? [['Could not be asked who uses it: ', bold(plan.unseen.join(', ')), '.']] : []),
    ...(plan.users.length > 0 && plan.disableAfterMs !== null
      ? ['It is in use. What still uses it when the time comes stops the next step and is named here.']
      : []),
    ...(plan.disableAfterMs !== null && plan.sharedWith.length > 0
      ? ['Disabling takes away every launch permission. They are written down before, and a restore gives them again.']
      : []),
    ...(plan.deregisterAfterMs !== null
      ? [
          [
            'A deregistered AMI is ',
            bold('gone for good'),
            ', unless a Recycle Bin rule of the account keeps it. Instances that run from it go on running.',
          ],
        ]
      : []),
  ];
}

const outcomeWords: Readonly<Record<string, string>> = {
  skipped: 'kept: another AMI uses it',
  'missing-permissions': 'kept: Assay may not delete it',
  'internal-error': 'kept: AWS had a fault',
  'client-error': 'kept: AWS refused',
  'still there': 'still there; AWS’s reason was lost',
};

function snapshotFact(plan: RetirePlan, { reached, snapshots }: RetireResult): readonly Fact[] {
  if (reached !== 'deregistered') return [];
  if (plan.keepSnapshots)
    return [{ label: 'Snapshots kept', value: joined(plan.snapshots.map(({ id }) => [code(id)])) }];
  return [
    {
      label: 'Snapshots',
      value: joined(
        snapshots.map(({ id, outcome }) => [
          code(id),
          outcome === 'success' ? ' deleted' : ` ${outcomeWords[outcome] ?? outcome}`,
        ]),
      ),
    },
  ];
}

function wayBack(plan: RetirePlan, result: RetireResult): Line {
  if (result.reached !== 'deregistered') return ['It comes back with ', code(`/ami restore ${plan.imageId}`), '.'];
  if (result.binnedUntil === null) return 'It is not in the Recycle Bin: it is gone for good.';
  const lost = result.snapshots.filter(
    ({ id, outcome }) => outcome === 'success' && !result.binnedSnapshots.includes(id),
  );
  if (lost.length > 0)
    return [
      'It lies in the Recycle Bin until ',
      time(result.binnedUntil),
      ', but not these snapshots, so it cannot come back whole: ',
      ...joined(lost.map(({ id }) => [code(id)])),
      '.',
    ];
  return [
    'It lies in the Recycle Bin until ',
    time(result.binnedUntil),
    ' and comes back with ',
    code(`/ami restore ${plan.imageId}`),
    '.',
  ];
}

export const retirePresentation: JobPresentation<RetirePlan, RetireResult> = {
  title: (plan) => ['AMI ', bold(plan.name)],
  planned: (plan, settings) => ({
    title: `Retire ${plan.name}`,
    tone: 'warning',
    facts: [
      { label: 'AMI', value: [code(plan.imageId), ` ${plan.name}`] },
      { label: 'Where', value: placeName(plan.place, settings) },
      ...stepFacts(plan),
      ...useFacts(plan, settings),
    ],
    warnings: warningsOf(plan),
  }),
  done(plan, result, _run, settings) {
    const kept = result.snapshots.some(({ outcome }) => outcome !== 'success');
    return {
      title: `${plan.name} is ${result.reached}`,
      tone: kept ? 'warning' : 'good',
      lines: [
        [code(plan.imageId), ' in ', placeName(plan.place, settings), ` is ${result.reached}.`],
        ...(kept ? ['Not every snapshot could be deleted.'] : []),
        wayBack(plan, result),
      ],
      facts: [
        { label: 'Deprecated', value: time(result.deprecatedAt) },
        ...snapshotFact(plan, result),
        ...(result.sharedWith.length > 0
          ? [{ label: 'Was shared with', value: result.sharedWith.map((one) => accountName(one, settings)).join(', ') }]
          : []),
      ],
      ...(result.reached === 'deregistered' && result.binnedUntil === null
        ? {}
        : { offers: [{ label: 'Restore…', command: 'restore', input: { image: plan.imageId } }] }),
    };
  },
};
