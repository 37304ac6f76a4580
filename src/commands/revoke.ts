import { z } from 'zod';
import { approvalTagKeys } from '../approvals/tag-keys.ts';
import type { Image } from '../core/aws.ts';
import { defineCommand, type PlanContext } from '../core/command.ts';
import { UserError } from '../core/outcome.ts';
import type { Settings } from '../core/settings.ts';
import { revokeJob } from '../jobs/revoke/index.ts';
import { everywhere } from '../lookup/everywhere.ts';
import { findImage, findImageNeeds, oncePerImage } from '../lookup/find-image.ts';
import { environmentArgument, imageArgument, reasonArgument, whereArguments } from '../lookup/image-arguments.ts';
import { ownerOf } from '../lookup/image-facts.ts';
import { environmentNamed, placeName, placesOf } from '../lookup/places.ts';

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

/** AWS names the source also on what was created from an instance; that is an AMI of its own, approved for itself. */
const isCopy = (image: Image): boolean => image.sourceInstanceId === undefined;

/**
 * Copies, and copies of copies, in all accounts and Regions.
 * @throws UserError when a place cannot be seen: a copy there would stay approved, so it is not called revoked
 */
async function copiesOf(image: Image, { settings, aws }: PlanContext): Promise<readonly Image[]> {
  const copies = new Map<string, Image>();
  for (let sources = [image.id]; sources.length > 0; ) {
    const { found, unseen } = await everywhere(placesOf(settings), aws, (ec2) =>
      ec2.images({ owners: ['self'], filters: [{ name: 'source-image-id', values: sources }] }),
    );
    const [blind] = unseen;
    if (blind)
      throw new UserError(blind.code, `Copies in ${placeName(blind.place, settings)} cannot be seen: ${blind.why}`, {
        hint: 'Mend that first; otherwise a copy there would stay approved.',
      });
    const fresh = oncePerImage(found).filter((copy) => isCopy(copy) && copy.id !== image.id && !copies.has(copy.id));
    for (const copy of fresh) copies.set(copy.id, copy);
    sources = fresh.map((copy) => copy.id);
  }
  return [...copies.values()];
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
    const { revocation: _kept, ...keys } = approvalTagKeys(settings, environment);
    const isTagged = (candidate: Image): boolean =>
      Object.values(keys).some((key) => candidate.tags[key] !== undefined);
    const copies = (await copiesOf(image, context)).filter(isTagged).sort((a, b) => (a.id < b.id ? -1 : 1));
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
