import { z } from 'zod';
import type { Image } from '../core/aws.ts';
import { defineCommand, type PlanContext } from '../core/command.ts';
import { argument, TextList } from '../core/input.ts';
import { code } from '../core/message.ts';
import { UserError } from '../core/outcome.ts';
import { shareJob } from '../jobs/share/index.ts';
import { allowedBy, takerNeeds } from '../lookup/allowed-images.ts';
import { findImage, findImageNeeds } from '../lookup/find-image.ts';
import { imageArgument, whereArguments } from '../lookup/image-arguments.ts';
import { ownerOf } from '../lookup/image-facts.ts';
import { type ImageKey, imageKeys, imageKeysNeeds, refuseKeys, snapshotsOf } from '../lookup/image-keys.ts';
import { coversTaker, statementsFor } from '../lookup/key-statements.ts';
import { permissionOf, type Taker, takersOf } from '../lookup/takers.ts';

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

/** What the policies of the keys do not say yet; refused where Assay is not to write it. */
async function statementsOf(keys: readonly ImageKey[], takers: readonly Taker[], image: Image, context: PlanContext) {
  const wide = takers.filter(({ kind }) => kind !== 'account');
  const missing = await Promise.all(
    keys.map(async (key) => {
      const policy = wide.length > 0 ? await context.aws.encryption(key.place).keyPolicy(key.arn) : '';
      const open = wide.filter((taker) => !coversTaker(policy, taker));
      return { key, statements: open.flatMap((taker) => statementsFor(image.id, taker)) };
    }),
  );
  const shown = missing.filter(({ statements }) => statements.length > 0);
  if (shown.length > 0 && context.settings.keyPolicies !== 'apply')
    throw new UserError(
      'not_possible',
      `${shown.map(({ key }) => key.name).join(', ')} does not let ${wide.map(({ name }) => name).join(', ')} in, and KMS grants go to accounts only.`,
      {
        field: 'with',
        hint: "Have the key's owner add these statements to its policy and ask again, name accounts instead, or set sharing.keyPolicies to apply.",
        lines: shown.flatMap(({ key, statements }) => [
          [code(key.arn)],
          ...statements.map((statement) => [code(JSON.stringify(statement))]),
        ]),
      },
    );
  return missing;
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
    const statements = await statementsOf(keys, takers, image, context);
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
      keys: statements.map(({ key, statements: missing }) => ({
        arn: key.arn,
        name: key.name,
        place: key.place,
        isMultiRegion: key.isMultiRegion,
        statements: [...missing],
      })),
      had: takers.filter((taker) => has.includes(JSON.stringify(permissionOf(taker)))).map(({ value }) => value),
      unseen: [...allowed.unseen],
      doubts: [...allowed.doubts],
      productCodes: [...image.productCodes].sort(),
    };
  },
});
