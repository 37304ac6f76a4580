import { z } from 'zod';
import { documentOf } from '../approvals/document.ts';
import { requirement } from '../approvals/policy.ts';
import type { Image } from '../core/aws.ts';
import { defineCommand, type PlanContext } from '../core/command.ts';
import { UserError } from '../core/outcome.ts';
import type { Settings } from '../core/settings.ts';
import { promoteJob } from '../jobs/promote/index.ts';
import { evidenceNeeds, evidenceOf, verdictOn } from '../lookup/evidence.ts';
import { findImage, findImageNeeds } from '../lookup/find-image.ts';
import { environmentArgument, imageArgument, reasonArgument, whereArguments } from '../lookup/image-arguments.ts';
import { age, ownerOf } from '../lookup/image-facts.ts';
import { environmentNamed } from '../lookup/places.ts';

/** Only the owner's tags are approval: a shared or bought AMI is copied first, and the copy is approved. */
function refuseForeign(image: Image, settings: Settings): void {
  const field = 'image';
  if (image.ownerId !== image.place.account)
    throw new UserError(
      'not_possible',
      `${image.id} belongs to ${ownerOf(image, settings)}, not to one of our accounts.`,
      {
        field,
        hint: 'Copy it into an account of ours and have the copy approved.',
      },
    );
  if (image.tags['aws:backup:source-resource'])
    throw new UserError('not_possible', `${image.id} was made by AWS Backup, which manages it and may delete it.`, {
      field,
      hint: 'Create an AMI of your own from the instance, or copy this one.',
    });
  if (image.state !== 'available')
    throw new UserError('wrong_state', `${image.id} is ${image.state}; only an available AMI can be approved.`, {
      field,
      hint: image.state === 'pending' ? 'Ask again when it is available.' : 'Choose another AMI.',
    });
}

async function refuseApproved(
  evidence: Awaited<ReturnType<typeof evidenceOf>>,
  environment: string,
  context: PlanContext,
): Promise<void> {
  const verdict = await verdictOn(evidence, environment, context);
  if (verdict.kind === 'valid')
    throw new UserError('wrong_state', verdict.sentence, { field: 'image', hint: 'There is nothing left to approve.' });
}

/** `/ami promote` */
export const promote = defineCommand({
  name: 'promote',
  summary: 'Have an AMI approved for production by two people',
  examples: [
    'promote web-2026-11-23 --reason "release 4.2, tested on staging"',
    'promote ami-0a1b2c3d4e5f60718 --environment production --reason "security fixes"',
  ],
  details: [
    'A card with everything the AMI is made of goes to the approvers. Two people other than you must approve it before it is tagged.',
    'What they approve is checked again right before the tag is written: if the AMI, its sharing, its scan result, the rule or an approver changed, nothing is tagged.',
  ],
  menu: { group: 'Approvals', label: 'Promote an AMI' },
  input: z.strictObject({
    image: imageArgument,
    environment: environmentArgument('Where it may run then; left out: the default one.'),
    reason: reasonArgument('Approvers read it; it stays in the audit log.', 'release 4.2, tested on staging'),
    ...whereArguments,
  }),
  iam: [...findImageNeeds, ...evidenceNeeds],
  job: promoteJob,
  reason: (input) => input.reason,
  async plan(input, context) {
    const { settings } = context;
    const environment = environmentNamed(input.environment, settings).name;
    const rule = requirement({ approvesFor: environment }, settings);
    const image = await findImage(input.image, context, input);
    refuseForeign(image, settings);
    const evidence = await evidenceOf(image, context.aws);
    await refuseApproved(evidence, environment, context);
    return {
      place: image.place,
      imageId: image.id,
      environment,
      age: age(image.createdAt, context.requestedAt),
      document: documentOf({ ...evidence, environment, policyDigest: rule?.policyDigest ?? '' }),
    };
  },
});
