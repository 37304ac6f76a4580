import { z } from 'zod';
import { readAttestation } from '../approvals/attestation.ts';
import type { Image } from '../core/aws.ts';
import { defineCommand } from '../core/command.ts';
import { UserError } from '../core/outcome.ts';
import type { Settings } from '../core/settings.ts';
import { revokeJob } from '../jobs/revoke/index.ts';
import { approvedCopies, isTagged } from '../lookup/approved-copies.ts';
import { findImage, findImageNeeds } from '../lookup/find-image.ts';
import { environmentArgument, imageArgument, reasonArgument, whereArguments } from '../lookup/image-arguments.ts';
import { ownerOf } from '../lookup/image-facts.ts';
import { environmentNamed } from '../lookup/places.ts';

function refuseForeign(image: Image, settings: Settings): void {
  if (image.ownerId === image.place.account) return;
  throw new UserError(
    'not_possible',
    `${image.id} belongs to ${ownerOf(image, settings)}, not to one of our accounts.`,
    {
      field: 'image',
      hint: 'Assay approves and revokes own AMIs only; a tag on this one was set by hand and is removed by hand.',
    },
  );
}

const targetOf = ({ place, id, name }: Image) => ({ place, imageId: id, name });

/** `/ami revoke` */
export const revoke = defineCommand({
  name: 'revoke',
  summary: 'Take an approval away, at once',
  examples: ['revoke web-2026-11-23 --reason "CVE-2026-21441"'],
  details: [
    'One approver suffices, and it takes effect at once, also on the copies of the AMI. Somebody who is no approver can ask; then one approver must agree.',
    'Instances that run go on running; no new one starts where your policies ask for the tag.',
  ],
  menu: { group: 'Approvals', label: 'Revoke an approval' },
  input: z.strictObject({
    image: imageArgument,
    environment: environmentArgument('Whose approval ends; left out: the default one.'),
    reason: reasonArgument('Shown on the card to everybody.', 'CVE-2026-21441'),
    ...whereArguments,
  }),
  iam: findImageNeeds,
  job: revokeJob,
  reason: (input) => input.reason,
  async plan(input, context) {
    const { settings } = context;
    const environment = environmentNamed(input.environment, settings).name;
    const image = await findImage(input.image, context, input);
    refuseForeign(image, settings);
    const read = readAttestation(image.tags, image, environment, settings);
    // A copy that only carries the approval is revoked with its own copies, not with its source and all others.
    const isApproved = read.kind === 'read' && read.statement.action === 'approve';
    const request = isApproved ? read.statement.request : undefined;
    const copies = await approvedCopies(image.id, environment, request, context);
    if (!isTagged(image, environment, settings) && copies.length === 0)
      throw new UserError(
        'wrong_state',
        `Neither ${image.id} nor a copy of it is tagged as approved for ${environment}.`,
        {
          field: 'image',
          hint: `See what it is tagged with: /ami show ${image.id}`,
        },
      );
    return {
      place: image.place,
      environment,
      image: targetOf(image),
      copies: copies.map(targetOf),
      ...(request === undefined ? {} : { request }),
    };
  },
});
