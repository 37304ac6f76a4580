import { z } from 'zod';
import type { Image } from '../core/aws.ts';
import { defineCommand, type PlanContext } from '../core/command.ts';
import { argument, TextList } from '../core/input.ts';
import { UserError } from '../core/outcome.ts';
import { unshareJob } from '../jobs/unshare/index.ts';
import { takerNeeds } from '../lookup/allowed-images.ts';
import { findImage, findImageNeeds } from '../lookup/find-image.ts';
import { imageArgument, whereArguments } from '../lookup/image-arguments.ts';
import { ownerOf } from '../lookup/image-facts.ts';
import { type ImageKey, imageKeys, imageKeysNeeds, snapshotsOf } from '../lookup/image-keys.ts';
import { presentSids } from '../lookup/key-statements.ts';
import { type Given, readShares, snapshotsGiven } from '../lookup/share-record.ts';
import { permissionOf, type Taker, takerKey, takersOf } from '../lookup/takers.ts';

function refuseForeign(image: Image, context: PlanContext): void {
  if (image.ownerId === image.place.account) return;
  throw new UserError(
    'not_possible',
    `${image.id} belongs to ${ownerOf(image, context.settings)}: only its owner shares it.`,
    {
      field: 'image',
      hint: 'Name an AMI of ours.',
    },
  );
}

type Shares = ReadonlyMap<string, readonly Given[]>;

/** Those asked for, or all that the record names. */
function wanted(words: readonly string[], shares: Shares, image: Image, context: PlanContext): readonly Taker[] {
  const { settings } = context;
  if (words.length > 0) return takersOf(words, settings, 'with');
  const { organization } = settings;
  const whole = (key: string): string =>
    organization?.units.find(({ arn }) => arn.endsWith(`/${key}`))?.arn ??
    (organization?.id === key ? organization.arn : key);
  const named = [...shares.keys()].map(whole);
  if (named.length > 0) return takersOf(named, settings, 'with');
  throw new UserError('wrong_state', `Assay shared ${image.id} with nobody.`, {
    field: 'image',
    hint: 'What others shared is taken back where they shared it, in the AWS console.',
  });
}

/** Only what Assay gave: without its record it is somebody else's decision. */
async function refuseOthers(missing: readonly Taker[], image: Image, context: PlanContext): Promise<void> {
  const [first] = missing;
  if (!first) return;
  const permissions = await context.aws.ec2(image.place).launchPermissions(image.id);
  const isThere = permissions.some((one) => JSON.stringify(one) === JSON.stringify(permissionOf(first)));
  const wide = permissions.flatMap((one) => (one.kind === 'unit' || one.kind === 'organization' ? [one.arn] : []));
  throw isThere
    ? new UserError('not_possible', `${image.id} was shared with ${first.name} by somebody else, not by Assay.`, {
        field: 'with',
        hint: 'Assay takes back only what it gave; this is taken back in the AWS console.',
      })
    : new UserError('wrong_state', `${image.id} is not shared with ${first.name} by itself.`, {
        field: 'with',
        hint:
          wide.length > 0
            ? `It may have it through ${wide.join(', ')}, and AWS cannot exclude one account of those.`
            : 'There is nothing to take back.',
      });
}

async function keysOf(image: Image, isAsked: boolean, context: PlanContext): Promise<readonly ImageKey[]> {
  return isAsked ? imageKeys(image, await snapshotsOf(image, context.aws), context) : [];
}

/** `/ami unshare` */
export const unshare = defineCommand({
  name: 'unshare',
  summary: 'Take back what Assay shared of an AMI',
  examples: ['unshare web-2026-11-23 with prod', 'unshare db-2026-11-20'],
  details: [
    'Takes back exactly what Assay gave: launch permission, snapshots, grants on keys, statements in key policies. What others gave stays, and is named.',
    'An account inside a unit or organisation that the AMI is shared with can still launch it: AWS cannot exclude one account. The card says so.',
  ],
  menu: { group: 'AMIs', label: 'Stop sharing an AMI' },
  input: z.strictObject({
    image: imageArgument,
    with: argument(TextList.default([]), {
      title: 'With',
      hint: 'Whom to take it back from; left out: everybody Assay shared it with.',
      position: 1,
      choices: 'taker',
      example: 'prod',
    }),
    ...whereArguments,
  }),
  iam: [...findImageNeeds, ...imageKeysNeeds, ...takerNeeds.filter(({ action }) => !action.startsWith('ec2:Get'))],
  job: unshareJob,
  async plan(input, context) {
    const image = await findImage(input.image, context, input);
    refuseForeign(image, context);
    const shares = readShares(image.tags, context.settings);
    const takers = wanted(input.with, shares, image, context);
    const givenTo = (taker: Taker): readonly Given[] => shares.get(takerKey(taker)) ?? [];
    await refuseOthers(
      takers.filter((taker) => givenTo(taker).length === 0),
      image,
      context,
    );
    const hasKey = takers.some((taker) => givenTo(taker).some(({ key }) => key));
    const keys = await keysOf(image, hasKey, context);
    const policies = new Map(
      await Promise.all(
        keys.map(async ({ arn, place }) => [arn, await context.aws.encryption(place).keyPolicy(arn)] as const),
      ),
    );
    return {
      place: image.place,
      imageId: image.id,
      name: image.name,
      returning: takers.map((taker) => {
        const given = givenTo(taker);
        return {
          taker,
          launch: given.some(({ launch }) => launch),
          snapshotIds: [...snapshotsGiven(image.volumes, given)].sort(),
          keys: given.some(({ key }) => key)
            ? keys.map(({ arn, name, place }) => ({
                arn,
                name,
                place,
                sids: [...presentSids(policies.get(arn) ?? '', image.id, taker)],
              }))
            : [],
        };
      }),
    };
  },
});
