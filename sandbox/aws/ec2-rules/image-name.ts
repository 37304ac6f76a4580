import { AwsError } from '../aws-error.ts';
import type { Call } from '../server/action.ts';
import { holderOf } from '../world/places.ts';

const NAME = /^[A-Za-z0-9()[\] ./\-'@_]{3,128}$/;

/** @throws AwsError `InvalidAMIName.Malformed` */
export function checkImageName(name: string): void {
  if (!NAME.test(name)) {
    throw new AwsError(
      'InvalidAMIName.Malformed',
      "AMI names must be between 3 and 128 characters long, and may contain letters, numbers, '(', ')', '[', ']', ' ', '.', '/', '-', ''', '@' and '_'",
    );
  }
}

/** @throws AwsError `InvalidParameterValue` over 255 characters */
export function checkImageDescription(description: string | undefined): void {
  if (description !== undefined && description.length > 255) {
    throw new AwsError('InvalidParameterValue', 'The description must be at most 255 characters long');
  }
}

/** @throws AwsError `InvalidAMIName.Duplicate` */
export function refuseTakenName(call: Call, name: string): void {
  const holder = holderOf(call.place, name);
  if (holder !== undefined) {
    throw new AwsError('InvalidAMIName.Duplicate', `AMI name ${name} is already in use by AMI ${holder.id}`);
  }
}
