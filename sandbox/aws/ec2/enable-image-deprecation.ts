import type { EnableImageDeprecationRequest, EnableImageDeprecationResult } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { ownImage } from '../ec2-rules/own-image.ts';
import { resourcePermission } from '../ec2-rules/permissions.ts';
import { defineEc2Action, given } from '../server/action.ts';

const MINUTE_MS = 60_000;
const TEN_YEARS_MS = 10 * 365.25 * 86_400_000;
const TWO_YEARS_MS = 2 * 365.25 * 86_400_000;

/** Overwrites a date that was there; seconds are rounded to the minute. */
export const enableImageDeprecation = defineEc2Action<EnableImageDeprecationRequest, EnableImageDeprecationResult>({
  name: 'EnableImageDeprecation',
  bucket: 'write',
  permissions: (input, call) => [resourcePermission(call, 'EnableImageDeprecation', given(input.ImageId, 'imageId'))],
  handle(input, call) {
    const image = ownImage(call, given(input.ImageId, 'imageId'));
    const at = given(input.DeprecateAt, 'deprecateAt').getTime();
    const latest = image.isPublic ? image.creationDate.getTime() + TWO_YEARS_MS : call.now() + TEN_YEARS_MS;
    if (Number.isNaN(at) || at < call.now() || at > latest) {
      throw new AwsError('InvalidParameterValue', 'The value for DeprecateAt must be a date in the future.');
    }
    image.deprecationTime = new Date(Math.round(at / MINUTE_MS) * MINUTE_MS);
    return { Return: true };
  },
});
