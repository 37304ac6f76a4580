import { z } from 'zod';
import type { Image } from '../core/aws.ts';
import { defineCommand, type PlanContext } from '../core/command.ts';
import { reads } from '../core/iam.ts';
import { argument } from '../core/input.ts';
import { UserError } from '../core/outcome.ts';
import type { Retirement, Settings } from '../core/settings.ts';
import { retireJob } from '../jobs/retire/index.ts';
import { DurationText, millisecondsOf } from '../lookup/duration.ts';
import { findImage, findImageNeeds } from '../lookup/find-image.ts';
import { imageArgument, whereArguments } from '../lookup/image-arguments.ts';
import { approvedFor, ownerOf } from '../lookup/image-facts.ts';
import { type ImageUsers, imageUsersNeeds, usersOf } from '../lookup/image-users.ts';
import { shareTexts } from '../lookup/kept-shares.ts';
import { placeName } from '../lookup/places.ts';
import { isProtected, protectionRefusal } from '../lookup/protection.ts';

const delay = (title: string, hint: string, example: string) =>
  argument(DurationText.optional(), { title, hint, example });

const RetireInput = z.strictObject({
  image: imageArgument,
  'deprecate-after': delay('Deprecate after', 'Others do not find it any more from then on. 0d: at once.', '0d'),
  'disable-after': delay('Disable after', 'Nothing launches from it any more from then on. Or "never".', '30d'),
  'deregister-after': delay('Deregister after', 'It goes, with its snapshots, then. Or "never".', '60d'),
  'keep-snapshots': argument(z.boolean().default(false), {
    title: 'Keep its snapshots',
    hint: 'Only the AMI is deregistered; its snapshots stay, and cost what they cost.',
  }),
  reason: argument(z.string().trim().min(3, 'say why in a few words').max(500).optional(), {
    title: 'Reason',
    hint: 'Why it goes; shown to whoever must agree.',
    multiline: true,
    example: 'replaced by web-2026-11-23',
  }),
  ...whereArguments,
});

function delaysOf(input: z.output<typeof RetireInput>, usual: Retirement) {
  const read = (text: string | undefined, otherwise: number) => (text === undefined ? otherwise : millisecondsOf(text));
  const deprecateAfterMs = read(input['deprecate-after'], usual.deprecateAfterMs);
  const disableAfterMs = read(input['disable-after'], usual.disableAfterMs);
  // Who says "never" to disabling does not mean to deregister by default either.
  const deregisterAfterMs =
    disableAfterMs === null && input['deregister-after'] === undefined
      ? null
      : read(input['deregister-after'], Math.max(usual.deregisterAfterMs, disableAfterMs ?? 0));
  if (deprecateAfterMs === null)
    throw new UserError('bad_input', 'A retirement begins with deprecation.', {
      field: 'deprecate-after',
      hint: 'Give a time for it, such as 0d.',
    });
  if (disableAfterMs !== null && disableAfterMs < deprecateAfterMs)
    throw new UserError('bad_input', 'It would be disabled before it is deprecated.', {
      field: 'disable-after',
      hint: 'Give it at least the time of --deprecate-after; all count from the start.',
    });
  if (deregisterAfterMs !== null && (disableAfterMs === null || deregisterAfterMs < disableAfterMs))
    throw new UserError('bad_input', 'It would be deregistered before it is disabled.', {
      field: 'deregister-after',
      hint: 'Give it at least the time of --disable-after, or "never"; all count from the start.',
    });
  return { deprecateAfterMs, disableAfterMs, deregisterAfterMs };
}

/** @throws UserError for an AMI that Assay may not end, with who may */
function refuse(image: Image, settings: Settings): void {
  const refusal = (message: string, hint: string) => new UserError('not_possible', message, { field: 'image', hint });
  if (image.tags['aws:backup:source-resource'] || image.ownerAlias === 'aws-backup-vault')
    throw refusal(
      `${image.id} belongs to AWS Backup, which refuses to have it deregistered by anybody else.`,
      'Delete its recovery point in AWS Backup, or let its plan do so.',
    );
  const policy = Object.keys(image.tags).find((key) => key.startsWith('aws:dlm:'));
  if (policy)
    throw refusal(
      `${image.id} belongs to a policy of Data Lifecycle Manager (tag ${policy}).`,
      'Change the retention of that policy; it deregisters what it made.',
    );
  if (image.ownerId !== image.place.account)
    throw refusal(
      `${image.id} belongs to ${ownerOf(image, settings)}, not to one of our accounts.`,
      'Only its owner can retire it; stop using it instead.',
    );
  if (image.state !== 'available' && image.state !== 'disabled')
    throw new UserError('wrong_state', `${image.id} is ${image.state}.`, {
      field: 'image',
      hint: 'An AMI is retired when it is available or disabled.',
    });
}

/**
 * Whose approvers must agree: of the environment that approved it, or where it is used, or may be used since nobody could
 * look. Production before others, since its rule is the strictest.
 */
function endsFor(approved: readonly string[], { users, unseen }: ImageUsers, settings: Settings): string | null {
  const accounts = new Set([...users.map(({ account }) => account), ...unseen.map(({ place }) => place.account)]);
  const names = new Set([
    ...approved,
    ...settings.accounts.filter(({ id }) => accounts.has(id)).map(({ environment }) => environment),
  ]);
  const concerned = settings.environments.filter(({ name, approvals }) => approvals && names.has(name));
  return (concerned.find(({ isProduction }) => isProduction) ?? concerned[0])?.name ?? null;
}

async function usersSeen(image: Image, context: PlanContext): Promise<ImageUsers> {
  const seen = await usersOf(image, context);
  const busy = seen.unseen.find(({ code }) => code === 'aws_busy');
  if (!busy) return seen;
  // It passes: a plan that says "could not be asked" now would be another one a minute later.
  throw new UserError('aws_busy', busy.why, { hint: 'Please try again in a moment.' });
}

/** `/ami retire` */
export const retire = defineCommand({
  name: 'retire',
  summary: 'Deprecate an AMI, then disable it, then deregister it',
  examples: [
    'retire web-2026-10-01',
    'retire db-2026-10-05 --disable-after 7d --deregister-after 30d --reason "replaced by db-2026-11"',
    'retire ami-0a1b2c3d4e5f6a002 --deregister-after never',
  ],
  details: [
    'Each step waits for its own time, counted from the start, and looks again who uses the AMI: instances, launch templates, SSM parameters and recipes in every configured account, and AWS’s own count for all others. What is in use is not disabled and not deregistered; the card then says who uses it.',
    'An AMI that is approved, or used where approvals are needed, needs the people of that environment. Launch permissions are written down before AWS forgets them; /ami restore brings an AMI back, also out of the Recycle Bin.',
  ],
  menu: { group: 'AMIs', label: 'Retire an AMI' },
  input: RetireInput,
  iam: [...findImageNeeds, ...imageUsersNeeds, ...reads('ec2:DescribeImageAttribute')],
  job: retireJob,
  reason: (input) => input.reason,
  async plan(input, context) {
    const { settings, aws } = context;
    const delays = delaysOf(input, settings.retirement);
    const image = await findImage(input.image, context, input);
    refuse(image, settings);
    if (delays.deregisterAfterMs !== null && isProtected(image)) throw protectionRefusal(image);
    const [seen, permissions] = await Promise.all([
      usersSeen(image, context),
      aws.ec2(image.place).launchPermissions(image.id),
    ]);
    const approved = approvedFor(image, settings);
    return {
      place: image.place,
      imageId: image.id,
      name: image.name,
      snapshots: image.volumes.map(({ snapshotId, sizeGiB }) => ({ id: snapshotId, sizeGiB })),
      keepSnapshots: input['keep-snapshots'],
      ...delays,
      sharedWith: shareTexts(permissions),
      approvedFor: [...approved],
      users: [...seen.users],
      unseen: seen.unseen.map(({ place }) => placeName(place, settings)),
      endsFor: endsFor(approved, seen, settings),
    };
  },
});
