import type { LaunchPermission, ModifyImageAttributeRequest } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { checkGrantees } from '../ec2-rules/grantees.ts';
import { resourcePermission } from '../ec2-rules/permissions.ts';
import { imageById } from '../ec2-rules/visibility.ts';
import { type Call, defineEc2Action, given } from '../server/action.ts';
import { findKeyAnywhere, findSnapshot } from '../world/places.ts';
import type { ImageRecord, KeyRecord } from '../world/world.ts';

/** Launch permissions an image may have: the quota for all its entries together. */
const MOST_PERMISSIONS = 1000;

interface Change {
  readonly add: readonly LaunchPermission[];
  readonly remove: readonly LaunchPermission[];
}

/**
 * Launch permissions and the description. Adding what is there and removing what is not are both fine. The key is not
 * looked at, except that AWS's own can never be shared: a launch without the key fails later.
 */
export const modifyImageAttribute = defineEc2Action<ModifyImageAttributeRequest, Record<string, never>>({
  name: 'ModifyImageAttribute',
  bucket: 'write',
  permissions: (input, call) => [
    resourcePermission(call, 'ModifyImageAttribute', given(input.ImageId, 'imageId'), {
      'ec2:Attribute': input.Attribute ?? (input.Description === undefined ? 'launchPermission' : 'description'),
    }),
  ],
  handle(input, call) {
    const image = imageById(call, given(input.ImageId, 'imageId'));
    if (image.accountId !== call.account.id) {
      throw new AwsError('AuthFailure', `Not authorized for image:${image.id}`, 403);
    }
    if (image.state !== 'available') {
      throw new AwsError('InvalidAMIID.Unavailable', `The image ID '${image.id}' is not available: ${image.state}`);
    }
    if (input.Description !== undefined) {
      image.description = input.Description.Value;
      return {};
    }
    const change = changeOf(input);
    checkChange(call, image, change);
    for (const one of change.add) {
      image.isPublic ||= one.Group === 'all';
      for (const added of grantee(one)) {
        image.launchPermissions.add(added);
      }
    }
    for (const one of change.remove) {
      image.isPublic &&= one.Group !== 'all';
      for (const gone of grantee(one)) {
        image.launchPermissions.delete(gone);
      }
    }
    return {};
  },
});

const grantee = (one: LaunchPermission): readonly string[] =>
  [one.UserId, one.OrganizationArn, one.OrganizationalUnitArn].filter((value) => value !== undefined);

/** Both shapes of the API: `LaunchPermission`, or `Attribute` with `OperationType`. */
function changeOf(input: ModifyImageAttributeRequest): Change {
  if (input.LaunchPermission !== undefined) {
    return { add: input.LaunchPermission.Add ?? [], remove: input.LaunchPermission.Remove ?? [] };
  }
  if (input.Attribute !== 'launchPermission') {
    throw new AwsError('InvalidRequest', `The request received was invalid: attribute ${input.Attribute ?? ''}`);
  }
  const entries: LaunchPermission[] = [
    ...(input.UserIds ?? []).map((UserId) => ({ UserId })),
    ...(input.UserGroups ?? []).map(() => ({ Group: 'all' as const })),
    ...(input.OrganizationArns ?? []).map((OrganizationArn) => ({ OrganizationArn })),
    ...(input.OrganizationalUnitArns ?? []).map((OrganizationalUnitArn) => ({ OrganizationalUnitArn })),
  ];
  return input.OperationType === 'remove' ? { add: [], remove: entries } : { add: entries, remove: [] };
}

function checkChange(call: Call, image: ImageRecord, { add, remove }: Change): void {
  if (add.length + remove.length === 0) {
    throw new AwsError('InvalidParameterCombination', 'No attributes specified.');
  }
  if (add.length === 0) {
    return;
  }
  checkGrantees(call.world, {
    userIds: add.flatMap((one) => one.UserId ?? []),
    organisations: add.flatMap((one) => one.OrganizationArn ?? []),
    units: add.flatMap((one) => one.OrganizationalUnitArn ?? []),
  });
  const keys = keysOf(call, image);
  if (keys.some((key) => key.manager === 'AWS')) {
    throw new AwsError(
      'InvalidParameter',
      "Snapshots encrypted with the AWS Managed CMK can't be shared. Specify another snapshot.",
    );
  }
  if (add.some((one) => one.Group === 'all')) {
    refusePublic(call, image, keys.length > 0);
  }
  if (new Set([...image.launchPermissions, ...add.flatMap(grantee)]).size > MOST_PERMISSIONS) {
    throw new AwsError(
      'ResourceLimitExceeded',
      `You have reached the limit of ${MOST_PERMISSIONS} launch permissions.`,
    );
  }
}

function refusePublic(call: Call, image: ImageRecord, isEncrypted: boolean): void {
  if (call.place.preferences.imagePublicAccess === 'block-new-sharing') {
    throw new AwsError(
      'OperationNotPermitted',
      "You can't publicly share this image because block public access for AMIs is enabled for this account. To publicly share the image, you must call the DisableImageBlockPublicAccess API.",
    );
  }
  if (isEncrypted) {
    throw new AwsError('InvalidParameter', "Images with encrypted snapshots can't be made public.");
  }
  if (image.productCodes.length > 0) {
    throw new AwsError('OperationNotPermitted', "Images with product codes can't be made public.");
  }
}

function keysOf(call: Call, image: ImageRecord): readonly KeyRecord[] {
  return image.blockDevices.flatMap(({ snapshotId }) => {
    const arn = findSnapshot(call.world, call.region, snapshotId ?? '')?.keyArn;
    return arn === undefined ? [] : (findKeyAnywhere(call.world, arn) ?? []);
  });
}
