import { z } from 'zod';
import type { AwsReader, Image } from '../core/aws.ts';
import type { ReferenceKind, UsageEntry } from '../core/aws-lifecycle.ts';
import { type IamNeed, reads, readsReferences } from '../core/iam.ts';
import { UserError } from '../core/outcome.ts';
import type { Settings } from '../core/settings.ts';
import { everywhere, type Unseen } from './everywhere.ts';
import { accountName } from './places.ts';

/** What looking for users of an AMI needs of IAM. */
export const imageUsersNeeds: readonly IamNeed[] = [...reads('ec2:DescribeInstances'), ...readsReferences];

/** One thing that uses an AMI. Named so that it stays the same while an Auto Scaling group exchanges its instances. */
export const ImageUser = z.object({
  account: z.string(),
  kind: z.enum(['instance', 'launch-template', 'parameter', 'image-recipe', 'container-recipe']),
  name: z.string(),
});
export type ImageUser = z.infer<typeof ImageUser>;

export interface ImageUsers {
  /** Sorted, each once. */
  readonly users: readonly ImageUser[];
  /** Accounts of the configuration that could not be asked. */
  readonly unseen: readonly Unseen[];
}

const living = ['pending', 'running', 'stopping', 'stopped'];

/** "web/1.0.0" of a recipe, "/golden/base" of a parameter, the id of anything else. */
function nameOf(kind: ReferenceKind, arn: string): string {
  const resource = arn.split(':').slice(5).join(':');
  const rest = resource.slice(resource.indexOf('/') + 1);
  return kind === 'parameter' && rest.includes('/') ? `/${rest}` : rest;
}

/** Sorted, equal ones once. */
export function distinct(users: readonly ImageUser[]): readonly ImageUser[] {
  const byKey = new Map(users.map((user) => [JSON.stringify([user.account, user.kind, user.name]), user]));
  return [...byKey].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, user]) => user);
}

/**
 * Who uses an AMI now, asked in every configured account that has its Region: instances by their image, and what AWS's
 * reference check finds (launch templates, SSM parameters, recipes). Accounts that are not configured only show in a usage
 * report.
 */
export async function usersOf(
  image: Pick<Image, 'id' | 'place'>,
  { settings, aws }: { readonly settings: Settings; readonly aws: AwsReader },
): Promise<ImageUsers> {
  const places = settings.accounts
    .filter(({ regions }) => regions.includes(image.place.region))
    .map(({ id }) => ({ account: id, region: image.place.region }));
  const { found, unseen } = await everywhere(places, aws, async (ec2, place) => {
    const [instances, references] = await Promise.all([
      ec2.instances({
        filters: [
          { name: 'image-id', values: [image.id] },
          { name: 'instance-state-name', values: living },
        ],
      }),
      aws
        .lifecycle(place)
        .references([image.id])
        .catch((error: unknown) => {
          // An account that cannot see the AMI names it in nothing that works.
          if (error instanceof UserError && error.code === 'not_found') return [];
          throw error;
        }),
    ]);
    const { account } = place;
    return [
      ...instances.map((one): ImageUser => ({ account, kind: 'instance', name: one.name ?? one.id })),
      ...references
        .filter(({ kind }) => kind !== 'instance')
        .map(({ kind, arn }): ImageUser => ({ account, kind, name: nameOf(kind, arn) })),
    ];
  });
  return { users: distinct(found), unseen };
}

/** Users in accounts that could not be asked themselves, from AWS's own count. */
export function usersReported(entries: readonly UsageEntry[], settings: Settings): readonly ImageUser[] {
  return distinct(
    entries
      .filter(({ accountId, count }) => count > 0 && !settings.accounts.some(({ id }) => id === accountId))
      .map(({ accountId, kind, count }) => ({ account: accountId, kind, name: String(count) })),
  );
}

const words: Readonly<Record<ReferenceKind, string>> = {
  instance: 'instance',
  'launch-template': 'launch template',
  parameter: 'SSM parameter',
  'image-recipe': 'image recipe',
  'container-recipe': 'container recipe',
};

const most = 8;

/** "launch template lt-0… in prod, instance web-1 in prod and 3 more": what starts new instances first. */
export function userWords(users: readonly ImageUser[], settings: Settings): string {
  const inOrder = [...users].sort((one, other) => Number(one.kind === 'instance') - Number(other.kind === 'instance'));
  const told = inOrder.slice(0, most).map(({ account, kind, name }) => {
    const where = accountName(account, settings);
    return /^\d+$/.test(name) ? `${name} × ${words[kind]} in account ${where}` : `${words[kind]} ${name} in ${where}`;
  });
  const more = users.length - told.length;
  return `${told.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
