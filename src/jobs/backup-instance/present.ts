import type { JobPresentation } from '../../core/job.ts';
import { bold, code, type Inline } from '../../core/message.ts';
import { placeName } from '../../lookup/places.ts';
import type { BackupInstancePlan, BackupInstanceResult } from './plan.ts';

const instance = ({ instanceName, instanceId }: BackupInstancePlan): readonly Inline[] =>
  instanceName ? [bold(instanceName), ' (', code(instanceId), ')'] : [code(instanceId)];

/** Shown as a line of its parent's card; its own message is what *Details* says. */
export const backupInstancePresentation: JobPresentation<BackupInstancePlan, BackupInstanceResult> = {
  title: (plan) => ['Backup of ', bold(plan.instanceName ?? plan.instanceId)],
  planned: (plan, settings) => ({
    title: `Back up ${plan.instanceName ?? plan.instanceId}`,
    facts: [
      { label: 'Instance', value: instance(plan) },
      { label: 'Where', value: placeName(plan.place, settings) },
      { label: 'Schedule', value: code(plan.schedule) },
      { label: 'Consistency', value: plan.reboot ? 'reboot' : 'no reboot (integrity not guaranteed)' },
    ],
  }),
  done: (plan, result) => ({
    title: result.skipped === undefined ? `${plan.instanceName ?? plan.instanceId} is backed up` : 'No backup was made',
    tone: result.skipped === undefined ? 'good' : 'warning',
    lines: [result.imageId ? [code(result.imageId), ` (${result.gibibytes} GiB)`] : (result.skipped ?? '')],
  }),
};
