import { z } from 'zod';
import { approvalTagKeys } from '../approvals/tag-keys.ts';
import type { Image } from '../core/aws.ts';
import { defineCommand } from '../core/command.ts';
import { argument } from '../core/input.ts';
import { UserError } from '../core/outcome.ts';
import { revokeJob } from '../jobs/revoke/index.ts';
import { everywhere } from '../lookup/everywhere.ts';
import { findImage, findImageNeeds, oncePerImage } from '../lookup/find-image.ts';
import { environmentNamed, placeName, placesOf } from '../lookup/places.ts';

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
    image: argument(z.string().trim().min(1), {
      title: 'AMI',
      hint: 'Its id, its name, or tag:key=value.',
      position: 0,
      choices: 'image',
      example: 'web-2026-11-23',
    }),
    environment: argument(z.string().trim().toLowerCase().optional(), {
      title: 'Environment',
      hint: 'Whose approval ends; left out: the usual one.',
      choices: 'environment',
      example: 'production',
    }),
    reason: argument(z.string().trim().min(3, 'say why in a few words').max(500), {
      title: 'Reason',
      hint: 'Shown on the card to everybody.',
      multiline: true,
      example: 'CVE-2026-21441',
    }),
    account: argument(z.string().optional(), {
      title: 'Account',
      hint: 'Alias or id, when the name is not enough.',
      choices: 'account',
    }),
    region: argument(z.string().optional(), {
      title: 'Region',
      hint: 'When the name is not enough.',
      example: 'eu-west-1',
    }),
  }),
  iam: findImageNeeds,
  job: revokeJob,
  reason: (input) => input.reason,
  async plan(input, context) {
    const { settings, aws } = context;
    const environment = environmentNamed(input.environment, settings).name;
    const image = await findImage(input.image, context, input);
    const keys = Object.values(approvalTagKeys(settings, environment)).filter((key) => !key.includes('revoked'));
    const isTagged = (candidate: Image): boolean => keys.some((key) => candidate.tags[key] !== undefined);
    const { found, unseen } = await everywhere(placesOf(settings), aws, (ec2) =>
      ec2.images({ owners: ['self'], filters: [{ name: 'source-image-id', values: [image.id] }] }),
    );
    const [blind] = unseen;
    // A copy that cannot be seen would stay approved: better to say so than to call it revoked.
    if (blind)
      throw new UserError('aws_busy', `Copies in ${placeName(blind.place, settings)} cannot be seen: ${blind.why}`, {
        hint: 'Mend that first; otherwise a copy there would stay approved.',
      });
    const copies = oncePerImage(found)
      .filter(isTagged)
      .sort((a, b) => a.id.localeCompare(b.id));
    if (!isTagged(image) && copies.length === 0)
      throw new UserError(
        'wrong_state',
        `Neither ${image.id} nor a copy of it is tagged as approved for ${environment}.`,
        {
          field: 'image',
          hint: `See what it is tagged with: /ami show ${image.id}`,
        },
      );
    return { place: image.place, environment, image: targetOf(image), copies: copies.map(targetOf) };
  },
});
