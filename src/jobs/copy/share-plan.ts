import type { z } from 'zod';
import { statementsFor } from '../../lookup/key-statements.ts';
import type { CopyTargetResult } from '../copy-target/plan.ts';
import type { SharePlan } from '../share/plan.ts';
import type { CopyPlan, SharingAfter } from './plan.ts';

/** AWS marks keys that exist in several Regions in their ids. */
const isMultiRegion = (keyArn: string): boolean => keyArn.includes(':key/mrk-');

/**
 * The plan by which a copy that is there is shared. All of it was decided when the copy was asked for; only the ids of AMI
 * and snapshots are new.
 * @param index of the target
 */
export function sharePlanOf(
  { targets }: CopyPlan,
  { takers, targets: looked, productCodes }: SharingAfter,
  index: number,
  { imageId, snapshots }: CopyTargetResult,
): z.input<typeof SharePlan> {
  const target = targets[index];
  const side = looked[index];
  if (!target || !side) throw new TypeError(`there is no target ${index}`);
  const { place, name, key } = target;
  const shut = takers.filter(({ value }) => side.letIn.includes(value));
  return {
    place,
    imageId,
    name,
    takers,
    toCopy: false,
    volumes: snapshots
      .map(({ device, id, sizeGiB, keyArn }) => ({
        device: device ?? '',
        snapshotId: id,
        sizeGiB,
        ...(keyArn === undefined ? {} : { keyArn }),
      }))
      .sort((a, b) => (a.device < b.device ? -1 : 1)),
    keys: key
      ? [
          {
            ...key,
            place,
            isMultiRegion: isMultiRegion(key.arn),
            statements: shut.flatMap((taker) => statementsFor(imageId, taker)),
          },
        ]
      : [],
    had: [],
    unseen: side.unseen,
    doubts: side.doubts,
    productCodes,
  };
}
