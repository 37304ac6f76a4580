import type { Place } from '../core/aws.ts';
import { type IamNeed, reads } from '../core/iam.ts';
import { type SweepContext, sweep } from './sweep.ts';

/** What looking at what an event names calls beyond a sweep. */
export const lookAtNeeds: readonly IamNeed[] = reads('ec2:DescribeInstances');

/** From how many instances of one AMI on the whole place is looked at instead, page by page. */
const many = 1000;

export interface LookContext extends SweepContext {
  readonly hurry: (round: string) => Promise<void>;
}

/**
 * What runs from these AMIs now. Groups and templates are left to the sweep: AWS launches nothing from an AMI that is gone
 * or disabled.
 */
async function instancesOf(images: readonly string[], place: Place, { aws }: LookContext): Promise<readonly string[]> {
  const filters = [
    { name: 'image-id', values: images },
    { name: 'instance-state-name', values: ['pending', 'running', 'stopping', 'stopped'] },
  ];
  return (await aws.ec2(place).instances({ filters, limit: many })).map(({ id }) => id);
}

/**
 * Looks at instances, and at what runs from AMIs, in one account and Region at once, and has people told at once of what is
 * new.
 * @param ids of instances and AMIs
 * @returns ids of instances AWS does not show, or that could not be judged
 */
export async function lookAt(place: Place, ids: readonly string[], context: LookContext): Promise<readonly string[]> {
  const images = ids.filter((id) => id.startsWith('ami-'));
  const users = images.length > 0 ? await instancesOf(images, place, context) : [];
  if (users.length >= many) await context.hurry(`compliance ${place.account} ${place.region}`);
  const all = new Set([...ids.filter((id) => id.startsWith('i-')), ...(users.length >= many ? [] : users)]);
  if (all.size === 0) return [];
  const { begun, unclear } = await sweep(place, context, [...all]);
  if (begun > 0) await context.hurry('chore tell');
  return unclear;
}
