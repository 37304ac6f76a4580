import type { ModifySnapshotAttributeRequest } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { resourcePermission } from '../ec2-rules/permissions.ts';
import { snapshotById } from '../ec2-rules/visibility.ts';
import { type Call, defineEc2Action, given } from '../server/action.ts';
import { findKeyAnywhere } from '../world/places.ts';
import type { SnapshotRecord } from '../world/world.ts';

const MOST_CHANGES = 500;

interface Change {
  readonly kind: 'add' | 'remove';
  readonly users: readonly string[];
  readonly isPublic: boolean;
}

/** Who may make volumes of a snapshot, and copy it: accounts or everybody, never an organisation or a unit. */
export const modifySnapshotAttribute = defineEc2Action<ModifySnapshotAttributeRequest, Record<string, never>>({
  name: 'ModifySnapshotAttribute',
  bucket: 'write',
  permissions(input, call) {
    const { kind, users, isPublic } = changeOf(input);
    const word = kind === 'add' ? 'Add' : 'Remove';
    return [
      resourcePermission(call, 'ModifySnapshotAttribute', given(input.SnapshotId, 'snapshotId'), {
        [`ec2:${word}/userId`]: users[0],
        [`ec2:${word}/group`]: isPublic ? 'all' : undefined,
      }),
    ];
  },
  handle(input, call) {
    const snapshot = snapshotById(call, given(input.SnapshotId, 'snapshotId'));
    const change = changeOf(input);
    checkChange(call, snapshot, change);
    const entries = [...change.users, ...(change.isPublic ? ['all'] : [])];
    for (const entry of entries) {
      if (change.kind === 'add') {
        snapshot.createVolumePermissions.add(entry);
      } else {
        snapshot.createVolumePermissions.delete(entry);
      }
    }
    return {};
  },
});

function changeOf(input: ModifySnapshotAttributeRequest): Change {
  const { Add = [], Remove = [] } = input.CreateVolumePermission ?? {};
  if (Add.length > 0 && Remove.length > 0) {
    throw new AwsError('InvalidParameterCombination', 'Cannot add and remove permissions in one request.');
  }
  const entries = [...Add, ...Remove];
  const users = [...entries.flatMap((one) => one.UserId ?? []), ...(input.UserIds ?? [])];
  const isPublic = entries.some((one) => one.Group === 'all') || (input.GroupNames ?? []).includes('all');
  if (users.length + Number(isPublic) === 0) {
    throw new AwsError('MissingParameter', 'The request must contain the parameter createVolumePermission');
  }
  return { kind: Remove.length > 0 || input.OperationType === 'remove' ? 'remove' : 'add', users, isPublic };
}

function checkChange(call: Call, snapshot: SnapshotRecord, { kind, users, isPublic }: Change): void {
  if (snapshot.accountId !== call.account.id) {
    throw new AwsError('AuthFailure', `Not authorized for snapshot:${snapshot.id}`, 403);
  }
  if (users.length > MOST_CHANGES) {
    throw new AwsError('InvalidParameterValue', `Too many permissions in one request, the limit is ${MOST_CHANGES}.`);
  }
  const wrong = users.find((id) => !/^\d{12}$/.test(id) || !call.world.accounts.has(id));
  if (wrong !== undefined) {
    throw new AwsError('InvalidUserID.Malformed', `Invalid user id: "${wrong}"`);
  }
  if (kind === 'remove') {
    return;
  }
  const key = snapshot.keyArn === undefined ? undefined : findKeyAnywhere(call.world, snapshot.keyArn);
  if (key?.manager === 'AWS') {
    throw new AwsError('OperationNotPermitted', 'Encrypted snapshots with EBS default key cannot be shared');
  }
  if (isPublic && (key !== undefined || call.place.preferences.snapshotPublicAccess !== 'unblocked')) {
    throw new AwsError('OperationNotPermitted', 'This snapshot cannot be shared publicly.');
  }
}
