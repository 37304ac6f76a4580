import type { Tag } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { SHARED_TAG_PREFIX } from '../world/tag-book.ts';

const MAX_TAGS = 50;
const MAX_RESOURCES = 1000;
/** The API reference says 127, the user guide 128; the stricter one is safe with both. */
const MAX_KEY = 127;
const MAX_VALUE = 256;

/**
 * Tags of a request, checked by EC2's rules.
 *
 * @throws AwsError `InvalidParameterValue` for reserved, doubled, empty or too long keys and too long values
 */
export function checkTags(tags: readonly Tag[] | undefined): ReadonlyMap<string, string> {
  const checked = new Map<string, string>();
  for (const { Key = '', Value = '' } of tags ?? []) {
    if (Key === '') {
      throw new AwsError('InvalidParameterValue', 'Tag key cannot be null or empty');
    }
    if (Key.toLowerCase().startsWith('aws:')) {
      throw new AwsError(
        'InvalidParameterValue',
        `Value ( ${Key} ) for parameter key is invalid. Tag keys starting with 'aws:' are reserved for internal use`,
      );
    }
    if (Key.length > MAX_KEY) {
      throw new AwsError('InvalidParameterValue', `Tag key exceeds the maximum length of ${MAX_KEY} characters`);
    }
    if (Value.length > MAX_VALUE) {
      throw new AwsError('InvalidParameterValue', `Tag value exceeds the maximum length of ${MAX_VALUE} characters`);
    }
    if (checked.has(Key)) {
      throw new AwsError('InvalidParameterValue', `Duplicate tag key '${Key}' specified.`);
    }
    checked.set(Key, Value);
  }
  return checked;
}

/** @throws AwsError `TagLimitExceeded` when a resource would carry more than 50 tags of one account */
export function checkTagCount(existing: ReadonlyMap<string, string>, added: ReadonlyMap<string, string>): void {
  if (new Set([...existing.keys(), ...added.keys()]).size > MAX_TAGS) {
    throw new AwsError('TagLimitExceeded', `More than ${MAX_TAGS} tags specified`);
  }
}

/** @throws AwsError `InvalidParameterValue` for more than 1,000 resources in one call */
export function checkResourceCount(resources: readonly string[]): void {
  if (resources.length === 0) {
    throw new AwsError('MissingParameter', 'The request must contain the parameter resourceIdSet');
  }
  if (resources.length > MAX_RESOURCES) {
    throw new AwsError('InvalidParameterValue', `The maximum number of resources in one call is ${MAX_RESOURCES}`);
  }
}

/**
 * Shared tags exist on images only and are written by the image's owner only.
 * AWS's own code for a refused write is not documented; this is the fake's best guess.
 *
 * @throws AwsError `OperationNotPermitted`
 */
export function checkSharedTags(keys: Iterable<string>, resourceId: string, isOwner: boolean): void {
  const shared = [...keys].find((key) => key.startsWith(SHARED_TAG_PREFIX));
  if (shared !== undefined && !(isOwner && resourceId.startsWith('ami-'))) {
    throw new AwsError('OperationNotPermitted', `Only the owner of an AMI can write the shared tag '${shared}'`);
  }
}
