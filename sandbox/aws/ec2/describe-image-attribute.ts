import type { DescribeImageAttributeRequest, ImageAttribute } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { resourcePermission } from '../ec2-rules/permissions.ts';
import { imageById } from '../ec2-rules/visibility.ts';
import { defineEc2Action, given } from '../server/action.ts';

/** Owner only. `blockDeviceMapping` is refused for everybody, as AWS does. */
export const describeImageAttribute = defineEc2Action<DescribeImageAttributeRequest, ImageAttribute>({
  name: 'DescribeImageAttribute',
  permissions: (input, call) => [
    resourcePermission(call, 'DescribeImageAttribute', given(input.ImageId, 'imageId'), {
      'ec2:Attribute': input.Attribute,
    }),
  ],
  handle(input, call) {
    const image = imageById(call, given(input.ImageId, 'imageId'));
    if (image.accountId !== call.account.id) {
      throw new AwsError('AuthFailure', `Not authorized for image:${image.id}`, 403);
    }
    const answer = { ImageId: image.id };
    switch (input.Attribute) {
      case 'launchPermission':
        return {
          ...answer,
          LaunchPermissions: [
            ...(image.isPublic ? [{ Group: 'all' as const }] : []),
            ...[...image.launchPermissions].map((grantee) => {
              if (!grantee.startsWith('arn:')) {
                return { UserId: grantee };
              }
              return grantee.includes(':ou/') ? { OrganizationalUnitArn: grantee } : { OrganizationArn: grantee };
            }),
          ],
        };
      case 'description':
        return { ...answer, Description: { Value: image.description } };
      case 'productCodes':
        return {
          ...answer,
          ProductCodes: image.productCodes.map((code) => ({ ProductCodeId: code, ProductCodeType: 'marketplace' })),
        };
      case 'deregistrationProtection':
        return { ...answer, DeregistrationProtection: { Value: image.deregistrationProtection } };
      case 'blockDeviceMapping':
        throw new AwsError('AuthFailure', 'Unauthorized attempt to access restricted resource', 403);
      default:
        throw new AwsError('InvalidRequest', `The request received was invalid: attribute ${input.Attribute ?? ''}`);
    }
  },
});
