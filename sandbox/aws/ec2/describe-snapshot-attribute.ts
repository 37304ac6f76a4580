import type { DescribeSnapshotAttributeRequest, DescribeSnapshotAttributeResult } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { resourcePermission } from '../ec2-rules/permissions.ts';
import { snapshotById } from '../ec2-rules/visibility.ts';
import { defineEc2Action, given } from '../server/action.ts';

/** Owner only. */
export const describeSnapshotAttribute = defineEc2Action<
  DescribeSnapshotAttributeRequest,
  DescribeSnapshotAttributeResult
>({
  name: 'DescribeSnapshotAttribute',
  permissions: (input, call) => [
    resourcePermission(call, 'DescribeSnapshotAttribute', given(input.SnapshotId, 'snapshotId')),
  ],
  handle(input, call) {
    const snapshot = snapshotById(call, given(input.SnapshotId, 'snapshotId'));
    if (snapshot.accountId !== call.account.id) {
      throw new AwsError('AuthFailure', `Not authorized for snapshot:${snapshot.id}`, 403);
    }
    if (input.Attribute !== 'createVolumePermission') {
      throw new AwsError('InvalidRequest', `The request received was invalid: attribute ${input.Attribute ?? ''}`);
    }
    return {
      SnapshotId: snapshot.id,
      CreateVolumePermissions: [...snapshot.createVolumePermissions].map((entry) =>
        entry === 'all' ? { Group: 'all' as const } : { UserId: entry },
      ),
    };
  },
});
