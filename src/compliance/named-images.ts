import type { AwsReader, Image, Place } from '../core/aws.ts';
import type { RunningImage } from '../core/aws-inventory.ts';
import { BusyError, UserError } from '../core/outcome.ts';

/** A template may name a parameter instead; AWS looks it up at each launch. */
export const isImageId = (id: string): boolean => id.startsWith('ami-');

/** What is only known by its id: an AMI that something would launch next, and that AWS does not show. */
const knownById = (id: string): RunningImage => ({
  id,
  name: undefined,
  ownerId: undefined,
  ownerAlias: undefined,
  state: undefined,
  createdAt: undefined,
  deprecatedAt: undefined,
  isPublic: false,
  isAllowed: true,
});

const asRunning = (image: Image): RunningImage => ({
  id: image.id,
  name: image.name,
  ownerId: image.ownerId,
  ownerAlias: image.ownerAlias,
  state: image.state,
  createdAt: image.createdAt,
  deprecatedAt: image.deprecatedAt,
  isPublic: image.isPublic,
  isAllowed: image.isAllowed ?? true,
});

/**
 * AMIs that groups and launch templates name, as their account sees them now: those have no metadata of their own, as
 * instances have. Each is asked for once, whatever page it is named on.
 * @returns of the ids of a page; one that AWS does not show, or refuses to, is known by its id only
 */
export function namedImages(
  place: Place,
  aws: AwsReader,
): (ids: readonly string[]) => Promise<(id: string) => RunningImage> {
  const known = new Map<string, RunningImage>();
  return async (ids) => {
    const fresh = [...new Set(ids)].filter((id) => isImageId(id) && !known.has(id));
    const images = fresh.length > 0 ? await aws.ec2(place).images({ ids: fresh }).catch(noneIfRefused) : [];
    for (const id of fresh) known.set(id, knownById(id));
    for (const image of images) known.set(image.id, asRunning(image));
    return (id) => known.get(id) ?? knownById(id);
  };
}

/** Approvals are then asked for in the same way, and say so. */
function noneIfRefused(error: unknown): readonly Image[] {
  if (error instanceof UserError || error instanceof BusyError) return [];
  throw error;
}
