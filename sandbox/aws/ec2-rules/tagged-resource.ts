import { AwsError } from '../aws-error.ts';
import type { Call } from '../server/action.ts';
import { imageById, instanceById, snapshotById, volumeById } from './visibility.ts';

/**
 * Anything that can be tagged, by id.
 *
 * @throws AwsError the NotFound or Malformed code of its kind; `InvalidID` for a kind the fake does not have
 */
export function taggedResource(call: Call, resourceId: string): { readonly id: string; readonly ownerId: string } {
  const kind = resourceId.split('-')[0];
  switch (kind) {
    case 'ami':
      return { id: resourceId, ownerId: imageById(call, resourceId).accountId };
    case 'i':
      return { id: resourceId, ownerId: instanceById(call, resourceId).accountId };
    case 'snap':
      return { id: resourceId, ownerId: snapshotById(call, resourceId).accountId };
    case 'vol':
      return { id: resourceId, ownerId: volumeById(call, resourceId).accountId };
    default:
      throw new AwsError('InvalidID', `The ID '${resourceId}' is not valid`);
  }
}
