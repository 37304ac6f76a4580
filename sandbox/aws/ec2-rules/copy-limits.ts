import { AwsError } from '../aws-error.ts';
import type { Call } from '../server/action.ts';

/**
 * Copies under way into this account and Region, counted as AWS counts: per snapshot and per image.
 *
 * @throws AwsError `ResourceLimitExceeded`
 */
export function checkCopyLimits(call: Call, moreSnapshots: number): void {
  const { maxSnapshotCopies, maxImageCopies } = call.settings;
  const images = [...call.place.images.values()].filter((image) => image.isCopy === true && image.state === 'pending');
  if (images.length >= maxImageCopies) {
    throw new AwsError(
      'ResourceLimitExceeded',
      `Too many image copies in progress. The limit is ${maxImageCopies} for this destination region.`,
    );
  }
  const snapshots = [...call.place.snapshots.values()].filter(
    (snapshot) => snapshot.copyOf !== undefined && snapshot.state === 'pending',
  );
  if (snapshots.length + moreSnapshots > maxSnapshotCopies) {
    throw new AwsError(
      'ResourceLimitExceeded',
      `Too many snapshot copies in progress. The limit is ${maxSnapshotCopies} for this destination region.`,
    );
  }
}

/** @throws AwsError `InvalidParameterValue` for a duration AWS does not offer */
export function checkCompletionDuration(minutes: number | undefined): void {
  if (minutes !== undefined && (minutes % 15 !== 0 || minutes < 15 || minutes > 2880)) {
    throw new AwsError(
      'InvalidParameterValue',
      `Value (${minutes}) for parameter snapshotCopyCompletionDurationMinutes is invalid. It must be a multiple of 15 between 15 and 2880.`,
    );
  }
}
