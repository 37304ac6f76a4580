import type { JobPresentation } from '../../core/job.ts';
import { bold, code, type Line } from '../../core/message.ts';
import { evaluatedLines } from '../../lookup/evaluate-again.ts';
import { imageFacts } from '../../lookup/image-facts.ts';
import type { PromotePlan, PromoteResult } from './plan.ts';

/** What an approver should not overlook. */
function warningsFor({ document }: PromotePlan): readonly Line[] {
  const severity = document.scan?.highestSeverity.toLowerCase();
  return [
    ...(document.launchPermissions.includes('public')
      ? [['This AMI is ', bold('public'), ': everybody can launch it.']]
      : []),
    ...(severity === 'high' || severity === 'critical'
      ? [['Amazon Inspector found something ', bold(severity), '.']]
      : []),
  ];
}

export const promotePresentation: JobPresentation<PromotePlan, PromoteResult> = {
  title: (plan) => [bold(plan.document.name), ' for ', bold(plan.environment)],
  planned(plan, settings) {
    const warnings = warningsFor(plan);
    return {
      title: `Approve ${plan.document.name} for ${plan.environment}`,
      facts: imageFacts(plan.document, plan.age, settings),
      ...(warnings.length > 0 ? { warnings } : {}),
      ...(settings.signingKey ? {} : { notes: ['No signing key is configured: the approval will be unsigned.'] }),
    };
  },
  details: (plan) => ({
    title: 'What exactly is approved',
    facts: [
      { label: 'AMI', value: [code(plan.document.imageId), ` ${plan.document.name}`] },
      { label: 'Owner', value: plan.document.ownerId },
      { label: 'Region', value: plan.document.region },
      { label: 'Created', value: plan.document.createdAt },
      { label: 'Architecture', value: plan.document.architecture },
      { label: 'Shared with', value: plan.document.launchPermissions.join(', ') || 'nobody' },
      { label: 'Product codes', value: plan.document.productCodes.join(', ') || 'none' },
    ],
    lines: plan.document.volumes.map((volume) => [
      code(volume.device),
      ` ${volume.sizeGiB} GiB, `,
      code(volume.snapshotId),
      volume.encrypted ? `, encrypted under ${volume.keyArn ?? 'an unknown key'}` : ', not encrypted',
    ]),
    notes: ['If any of this changes before the tag is written, the request becomes stale and all votes are void.'],
  }),
  done: (plan, result, _run, settings) => ({
    title: `${plan.document.name} is approved for ${result.environment} and tagged`,
    tone: 'good',
    lines: [
      [code(result.imageId), ' carries the tags of its approval, read back from AWS.'],
      ...evaluatedLines(result.evaluated, settings),
    ],
    facts: [
      {
        label: 'Signature',
        value: result.isSigned ? 'signed; check it with /ami verify' : 'unsigned (no signing key is configured)',
      },
    ],
  }),
};
