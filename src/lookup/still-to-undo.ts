import type { AwsReader, LaunchPermission, Tags } from '../core/aws.ts';
import type { Exemptions } from '../core/exemptions.ts';
import { reads } from '../core/iam.ts';
import type { Reversal } from '../core/reversal.ts';
import type { Settings } from '../core/settings.ts';
import { sidsIn } from './key-statements.ts';

/** What these looks call. */
export const stillToUndoNeeds = [
  ...reads(
    'ec2:DescribeImages',
    'ec2:DescribeInstances',
    'ec2:DescribeImageAttribute',
    'ec2:DescribeSnapshotAttribute',
  ),
  { action: 'kms:ListGrants', on: ['customer-key'] },
  { action: 'kms:GetKeyPolicy', on: ['customer-key'] },
] as const;

interface UndoTools {
  readonly aws: AwsReader;
  readonly settings: Settings;
  readonly exemptions: Pick<Exemptions, 'get'>;
}

type Of<K extends Reversal['kind']> = Extract<Reversal, { kind: K }>;

const isOurs = (tags: Tags, runId: string, settings: Settings): boolean => tags[`${settings.tags.prefix}run`] === runId;

const identity = (permission: LaunchPermission): string => JSON.stringify(permission);

async function imageLeft(one: Of<'image'>, aws: AwsReader, settings: Settings): Promise<Reversal | undefined> {
  const [image] = await aws.ec2(one.place).images({ ids: [one.imageId] });
  return image && isOurs(image.tags, one.runId, settings) ? one : undefined;
}

async function instanceLeft(one: Of<'instance'>, aws: AwsReader, settings: Settings): Promise<Reversal | undefined> {
  const [instance] = await aws.ec2(one.place).instances({ ids: [one.instanceId] });
  const isThere = instance && !['terminated', 'shutting-down'].includes(instance.state);
  return isThere && isOurs(instance.tags, one.runId, settings) ? one : undefined;
}

async function permissionsLeft(one: Of<'launch-permission'>, aws: AwsReader): Promise<Reversal | undefined> {
  const [image] = await aws.ec2(one.place).images({ ids: [one.imageId], owners: ['self'] });
  if (!image) return undefined;
  const given = new Set((await aws.ec2(one.place).launchPermissions(one.imageId)).map(identity));
  const permissions = one.permissions.filter((permission) => given.has(identity(permission)));
  return permissions.length > 0 ? { ...one, permissions } : undefined;
}

async function volumesLeft(one: Of<'volume-permission'>, aws: AwsReader): Promise<Reversal | undefined> {
  const there = await aws.ec2(one.place).snapshots({ ids: one.snapshotIds });
  const snapshotIds: string[] = [];
  for (const { id } of there) {
    const given = await aws.sharing(one.place).volumePermissions(id);
    if (given.some((who) => who.kind === 'account' && one.accounts.includes(who.id))) snapshotIds.push(id);
  }
  return snapshotIds.length > 0 ? { ...one, snapshotIds: snapshotIds.sort() } : undefined;
}

async function grantLeft(one: Of<'grant'>, aws: AwsReader): Promise<Reversal | undefined> {
  const grants = await aws.encryption(one.place).grants(one.keyArn);
  return grants.some(({ id }) => id === one.grantId) ? one : undefined;
}

async function statementsLeft(one: Of<'key-statements'>, aws: AwsReader): Promise<Reversal | undefined> {
  const there = sidsIn(await aws.encryption(one.place).keyPolicy(one.keyArn));
  const sids = one.sids.filter((sid) => there.includes(sid));
  return sids.length > 0 ? { ...one, sids } : undefined;
}

/** Entries of a tag that is a list. */
export const entriesOf = (value: string | undefined): readonly string[] => value?.split(' ').filter(Boolean) ?? [];

async function tagLeft(one: Of<'tag'>, aws: AwsReader): Promise<Reversal | undefined> {
  const [image] = await aws.ec2(one.place).images({ ids: [one.imageId], owners: ['self'] });
  return entriesOf(image?.tags[one.key]).includes(one.entry) ? one : undefined;
}

async function exemptionLeft(one: Of<'exemption'>, exemptions: UndoTools['exemptions']): Promise<Reversal | undefined> {
  const found = await exemptions.get(one.exemptionId);
  return found && !found.ended ? one : undefined;
}

/**
 * What of a reversal is still there to be taken back; undefined when somebody has done it already, or when the thing no
 * longer carries the tag of its run.
 */
export function stillToUndo(one: Reversal, { aws, settings, exemptions }: UndoTools): Promise<Reversal | undefined> {
  switch (one.kind) {
    case 'exemption':
      return exemptionLeft(one, exemptions);
    case 'image':
      return imageLeft(one, aws, settings);
    case 'instance':
      return instanceLeft(one, aws, settings);
    case 'launch-permission':
      return permissionsLeft(one, aws);
    case 'volume-permission':
      return volumesLeft(one, aws);
    case 'grant':
      return grantLeft(one, aws);
    case 'key-statements':
      return statementsLeft(one, aws);
    case 'tag':
      return tagLeft(one, aws);
  }
}
