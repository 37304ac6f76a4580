import type { JobPresentation } from '../../core/job.ts';
import { bold, code, type Fact, type Line, time } from '../../core/message.ts';
import type { BackupPlan } from './plan.ts';
import type { BackupResult } from './result.ts';
import { retentionWords } from './words.ts';

/** Lines of one kind on the card; the rest is counted. */
const mostLines = 10;

/** Good without a but: the card alone tells it. */
export const isQuiet = ({ created, pruned, skipped }: BackupResult): boolean =>
  skipped.length === 0 && created.every(({ isDown }) => !isDown) && pruned.every(({ left }) => left.length === 0);

const why = {
  clock: 'by the clock',
  'catch-up': 'caught up: Assay was not running at its moment',
  hand: 'started by hand',
} as const;

function some<T>(all: readonly T[], line: (one: T) => Line): readonly Line[] {
  const rest = all.length - mostLines;
  return [...all.slice(0, mostLines).map(line), ...(rest > 0 ? [`… and ${rest} more`] : [])];
}

const factsOf = (plan: BackupPlan): readonly Fact[] => [
  { label: 'Schedule', value: [code(plan.schedule), `, ${why[plan.by]}`] },
  { label: 'Moment', value: time(plan.moment) },
  { label: 'Instances', value: plan.instances.join(', ') },
  {
    label: 'Consistency',
    value: plan.reboot ? 'reboot (file systems consistent)' : 'no reboot (integrity not guaranteed)',
  },
  { label: 'Kept', value: retentionWords(plan.retention) },
];

const sizeOf = (created: BackupResult['created']): number => created.reduce((sum, { gibibytes }) => sum + gibibytes, 0);

function titleOf(plan: BackupPlan, { created, skipped }: BackupResult): string {
  const count = `${created.length} ${created.length === 1 ? 'instance' : 'instances'} backed up`;
  return `${plan.schedule}: ${count}${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`;
}

export const backupPresentation: JobPresentation<BackupPlan, BackupResult> = {
  title: (plan) => ['schedule ', bold(plan.schedule)],
  planned: (plan) => ({
    title: `Backup by schedule ${plan.schedule}`,
    facts: factsOf(plan),
    ...(plan.reboot
      ? { warnings: [['Running instances are ', bold('rebooted'), ' one after the other as AWS takes them.']] }
      : {}),
  }),
  done(plan, result) {
    const { created, pruned, kept, skipped } = result;
    const down = created.filter(({ isDown }) => isDown);
    const left = pruned.flatMap((one) => one.left);
    return {
      title: titleOf(plan, result),
      tone: isQuiet(result) ? 'good' : 'warning',
      // Each new AMI stands in its own line on the card, as a child of the run.
      lines: [
        ...some(skipped, ({ why: reason }) => [bold('Skipped'), `: ${reason}`]),
        ...some(pruned, ({ imageId, snapshots }) => [
          bold('Removed'),
          ' ',
          code(imageId),
          ` and ${snapshots} of its snapshots`,
        ]),
        ...some(kept, ({ imageId, why: reason }) => [bold('Kept'), ' ', code(imageId), `: it ${reason}`]),
      ],
      facts: [
        ...factsOf(plan),
        { label: 'Size', value: `${sizeOf(created)} GiB of volumes; AWS stores and bills what changed` },
      ],
      ...(down.length + left.length > 0
        ? {
            warnings: [
              ...down.map(
                ({ instanceId, instanceState }): Line => [
                  code(instanceId),
                  ' is ',
                  bold(instanceState),
                  ' after its reboot, not running. Please look at it.',
                ],
              ),
              ...left.map(
                ({ snapshotId, why: reason }): Line => [code(snapshotId), ` of a removed AMI stays: ${reason}.`],
              ),
            ],
          }
        : {}),
    };
  },
};
