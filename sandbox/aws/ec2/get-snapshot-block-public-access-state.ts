import type {
  GetSnapshotBlockPublicAccessStateRequest,
  GetSnapshotBlockPublicAccessStateResult,
} from '@aws-sdk/client-ec2';
import { describePermission } from '../ec2-rules/permissions.ts';
import { defineEc2Action } from '../server/action.ts';

/** Whether snapshots of this account and Region can be made public. */
export const getSnapshotBlockPublicAccessState = defineEc2Action<
  GetSnapshotBlockPublicAccessStateRequest,
  GetSnapshotBlockPublicAccessStateResult
>({
  name: 'GetSnapshotBlockPublicAccessState',
  permissions: (_input, call) => [describePermission(call, 'GetSnapshotBlockPublicAccessState')],
  handle: (_input, call) => ({
    State: call.place.preferences.snapshotPublicAccess,
    ManagedBy: 'account',
  }),
});
