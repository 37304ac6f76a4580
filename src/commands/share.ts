import { z } from 'zod';
import type { Image } from '../core/aws.ts';
import { defineCommand, type PlanContext } from '../core/command.ts';
import { argument, TextList } from '../core/input.ts';
import { UserError } from '../core/outcome.ts';
import { shareJob } from '../jobs/share/index.ts';
import { allowedBy, takerNeeds } from '../lookup/allowed-images.ts';
import { findImage, findImageNeeds } from '../lookup/find-image.ts';
import { imageArgument, whereArguments } from '../lookup/image-arguments.ts';
import { ownerOf } from '../lookup/image-facts.ts';
import { imageKeys, imageKeysNeeds, refuseKeys, snapshotsOf } from '../lookup/image-keys.ts';
import { statementsFor } from '../lookup/key-statements.ts';
import { permissionOf, type Taker, takersOf } from '../lookup/takers.ts';
import { takersToLetIn } from '../lookup/takers-to-let-in.ts';

/** Only the owner can share, and only what is whole and its own to give. */
function refuseImage(image: Image, toCopy: boolean, context: PlanContext): void {
  const field = 'image';
  if (image.ownerId !== image.place.account)
    throw new UserError(
      'not_possible',
      `${image.id} belongs to ${ownerOf(image, context.settings)}: only its owner can share it.`,
      {
        field,
        hint: 'Copy it into an account of ours and share the copy.',
        offers: [{ label: 'Copy it first…', command: 'copy', input: { image: image.id } }],
      },
    );
  if (image.tags['aws:backup:source-resource'])
    throw new UserError('not_possible', `${image.id} is managed by AWS Backup, which does not let it be shared.`, {
      field,
      hint: 'Copy it and share the copy.',
    });
  if (image.state !== 'available')
    throw new UserError('wrong_state', `${image.id} is ${image.state}; only an available AMI can be shared.`, {
      field,
      hint: image.state === 'pending' ? 'Ask again when it is available.' : 'Choose another AMI.',
    });
  if (toCopy && image.productCodes.length > 0)
    throw new UserError(
      'not_possible',
      `${image.id} carries a product code of AWS Marketplace: AWS lets no other account copy it.`,
      { field: 'to-copy', hint: 'Share it for launching only; the taker must be subscribed to the product.' },
    );
}

function refuseTakers(takers: readonly Taker[], image: Image, toCopy: boolean): void {
  if (takers.some(({ value }) => value === image.ownerId))
    throw new UserError('bad_input', `${image.id} belongs to that account already.`, {
      field: 'with',
      hint: 'Name other accounts.',
    });
  if (toCopy && !takers.some(({ kind }) => kind === 'account'))
    throw new UserError(
      'not_possible',
      'AWS shares snapshots with accounts only: a unit or an organisation cannot be given what a copy needs.',
      { field: 'with', hint: 'Name the accounts that are to copy it, or leave out --to-copy.' },
    );
}

/** `/ami share` */
export const share = defineCommand({
  name: 'share',
  summary: 'Let other accounts, a unit or the whole organisation launch an AMI',
  examples: [
    'share web-2026-11-23 with prod',
    'share db-2026-11-20 with prod 777788889999 --to-copy',
    'share web-2026-11-23 with org --reason "base image for everybody"',
  ],
  details: [
    'The AMI stays where it is and yours. Before anything is changed every snapshot and every key is looked at, and what AWS would refuse, or what could never be launched there, is refused with the way out.',
    'Encrypted AMIs: accounts get a grant on each key; a unit or the organisation needs a statement in the key policy, which is shown, or written where the configuration says so.',
    'An account that is not in the configuration gets nothing before two people have approved it. No AMI is ever made public.',
  ],
  menu: { group: 'AMIs', label: 'Share an AMI' },
  input: z.strictObject({
    image: imageArgument,
    with: argument(TextList.min(1), {
      title: 'With',
      hint: 'Aliases, account ids, names of units, or "org".',
      position: 1,
      choices: 'taker',
      example: 'prod',
    }),
    'to-copy': argument(z.boolean().default(false), {
      title: 'They are to copy it',
      hint: 'Gives the snapshots too; launching does not need them.',
    }),
    reason: argument(z.string().trim().max(500).optional(), {
      title: 'Reason',
      hint: 'Stands on the card and in the audit log; approvers read it.',
      multiline: true,
      example: 'base image for the shop',
    }),
    ...whereArguments,
  }),
  iam: [...findImageNeeds, ...imageKeysNeeds, ...takerNeeds],
  job: shareJob,
  reason: (input) => input.reason,
  async plan(input, context) {
    const takers = takersOf(input.with, context.settings, 'with');
    const toCopy = input['to-copy'];
    const image = await findImage(input.image, context, input);
    refuseImage(image, toCopy, context);
    refuseTakers(takers, image, toCopy);
    const [snapshots, permissions, allowed] = await Promise.all([
      snapshotsOf(image, context.aws),
      context.aws.ec2(image.place).launchPermissions(image.id),
      allowedBy(takers, image, context),
    ]);
    const keys = await imageKeys(image, snapshots, context);
    await refuseKeys(image, keys, context);
    const toLetIn = await takersToLetIn(keys, takers, image.id, context);
    const has = permissions.map((one) => JSON.stringify(one));
    const keyOf = new Map(snapshots.map(({ id, keyArn }) => [id, keyArn]));
    return {
      place: image.place,
      imageId: image.id,
      name: image.name,
      takers: [...takers],
      toCopy,
      volumes: image.volumes
        .map(({ device, snapshotId, sizeGiB }) => {
          const keyArn = keyOf.get(snapshotId);
          return { device, snapshotId, sizeGiB, ...(keyArn === undefined ? {} : { keyArn }) };
        })
        .sort((a, b) => (a.device < b.device ? -1 : 1)),
      keys: toLetIn.map(({ key: { arn, name, place, isMultiRegion }, takers: shut }) => ({
        arn,
        name,
        place,
        isMultiRegion,
        statements: shut.flatMap((taker) => statementsFor(image.id, taker)),
      })),
      had: takers.filter((taker) => has.includes(JSON.stringify(permissionOf(taker)))).map(({ value }) => value),
      unseen: [...allowed.unseen],
      doubts: [...allowed.doubts],
      productCodes: [...image.productCodes].sort(),
    };
  },
});
