import { z } from 'zod';
import type { Filter, Image, ImageQuery } from '../core/aws.ts';
import { defineCommand } from '../core/command.ts';
import { argument } from '../core/input.ts';
import { UserError } from '../core/outcome.ts';
import { everywhere } from '../lookup/everywhere.ts';
import { findImageNeeds, oncePerImage } from '../lookup/find-image.ts';
import { approvedFor, imageLine } from '../lookup/image-facts.ts';
import { placeName, placesOf } from '../lookup/places.ts';
import { filterFor, readReference } from '../lookup/reference.ts';

const shown = 12;

/** Public and Marketplace AMIs number in the hundred thousands: they are never listed without a name. */
const whose: Readonly<Record<string, ImageQuery>> = {
  own: { owners: ['self'] },
  shared: { sharedWithUs: true },
  amazon: { owners: ['amazon'], limit: 200 },
  marketplace: { owners: ['aws-marketplace'], limit: 200 },
};

function filtersFor(text: string | undefined, architecture: string | undefined): readonly Filter[] {
  const filters: Filter[] = architecture ? [{ name: 'architecture', values: [architecture] }] : [];
  if (!text) return filters;
  const reference = readReference(text, 'ami');
  if (reference.kind === 'id') return [...filters, { name: 'image-id', values: [reference.id] }];
  // People type parts of names; AWS wants to be told that parts are meant.
  const wide =
    reference.kind === 'name' && !/[*?]/.test(reference.name)
      ? { ...reference, name: `*${reference.name}*` }
      : reference;
  return [...filters, filterFor(wide, 'name')];
}

/** `/ami find` */
export const find = defineCommand({
  name: 'find',
  summary: 'Search by name or tag: own, shared, Amazon or Marketplace',
  examples: ['find web', 'find tag:team=shop --approved', 'find al2023-ami-* --whose amazon --architecture arm64'],
  menu: { group: 'AMIs', label: 'Find AMIs' },
  input: z.strictObject({
    text: argument(z.string().trim().optional(), {
      title: 'Name, tag or id',
      hint: 'Part of a name, a pattern with * or ?, tag:key=value, or an id; left out: the newest.',
      position: 0,
      example: 'web',
    }),
    whose: argument(z.enum(['own', 'shared', 'amazon', 'marketplace']).default('own'), {
      title: 'Whose',
      hint: 'Of our accounts, shared with us, of Amazon, or of the Marketplace.',
    }),
    architecture: argument(z.enum(['x86_64', 'arm64', 'i386', 'x86_64_mac', 'arm64_mac']).optional(), {
      title: 'Architecture',
      hint: 'Left out: all.',
    }),
    approved: argument(z.boolean().default(false), {
      title: 'Only approved ones',
      hint: 'Those tagged as approved for an environment.',
    }),
    account: argument(z.string().optional(), {
      title: 'Account',
      hint: 'Alias or id; left out: all.',
      choices: 'account',
    }),
    region: argument(z.string().optional(), { title: 'Region', hint: 'Left out: all.', example: 'eu-west-1' }),
  }),
  iam: findImageNeeds,
  async answer(input, { settings, aws, requestedAt }) {
    const places = placesOf(settings, input);
    if (!input.text && ['amazon', 'marketplace'].includes(input.whose))
      throw new UserError(
        'bad_input',
        `There are too many AMIs of ${input.whose === 'amazon' ? 'Amazon' : 'the Marketplace'} to list them all.`,
        {
          field: 'text',
          hint: 'Give a part of the name, such as al2023-ami-*.',
        },
      );
    const query = { ...whose[input.whose], filters: filtersFor(input.text, input.architecture) };
    let isCut = false;
    const { found, unseen } = await everywhere(places, aws, async (ec2) => {
      const images = await ec2.images(query);
      isCut ||= images.length === query.limit;
      return images;
    });
    // What one of our accounts shares with another of ours is our own, not "shared with us".
    const isOurs = (image: Image): boolean => settings.accounts.some(({ id }) => id === image.ownerId);
    const images = oncePerImage(found)
      .filter((image) => input.whose !== 'shared' || !isOurs(image))
      .filter((image) => !input.approved || approvedFor(image, settings).length > 0)
      .sort((a, b) => b.createdAt.localeCompare(a.createdAt));
    const blind = unseen.map(({ place, why }) => `Could not look in ${placeName(place, settings)}: ${why}`);
    if (images.length === 0)
      return {
        title: blind.length > 0 ? 'No AMI fits where I could look' : 'No AMI fits',
        lines: ['Try a shorter part of the name, --whose shared, or another account or Region.'],
        ...(blind.length > 0 ? { warnings: blind } : {}),
      };
    return {
      title: images.length === 1 ? 'One AMI fits' : `${images.length} AMIs fit, newest first`,
      lines: images.slice(0, shown).map((image) => imageLine(image, settings, requestedAt)),
      notes: [
        ...(images.length > shown ? [`Only the newest ${shown} are shown; narrow it to see others.`] : []),
        ...(isCut ? ['There are more than AWS was asked for, so newer ones may be missing: narrow it.'] : []),
        'More of one: /ami show and its id.',
      ],
      ...(blind.length > 0 ? { warnings: blind } : {}),
    };
  },
});
