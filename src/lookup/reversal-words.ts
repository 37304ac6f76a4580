import type { LaunchPermission } from '../core/aws.ts';
import type { Reversal } from '../core/reversal.ts';
import type { Settings } from '../core/settings.ts';
import { accountName, placeName } from './places.ts';

/** "prod", an organisation's or a unit's ARN, "everybody". */
function whoName(permission: LaunchPermission, settings: Settings): string {
  if (permission.kind === 'account') return accountName(permission.id, settings);
  return permission.kind === 'public' ? 'everybody' : permission.arn;
}

/** What taking it back means, as one clause: "deregister ami-… in build, eu-west-1, and delete its snapshots". */
export function reversalWords(reversal: Reversal, settings: Settings): string {
  const where = placeName(reversal.place, settings);
  switch (reversal.kind) {
    case 'image':
      return `deregister ${reversal.imageId} in ${where} and delete its snapshots`;
    case 'instance':
      return `terminate ${reversal.instanceId} in ${where}`;
    case 'launch-permission':
      return `stop sharing ${reversal.imageId} in ${where} with ${reversal.permissions.map((one) => whoName(one, settings)).join(', ')}`;
    case 'volume-permission':
      return `stop sharing the snapshots ${reversal.snapshotIds.join(', ')} in ${where} with ${reversal.accounts.map((id) => accountName(id, settings)).join(', ')}`;
    case 'grant':
      return `revoke the grant ${reversal.grantId} on ${reversal.keyArn}`;
    case 'key-statements':
      return `remove the statements ${reversal.sids.join(', ')} from the policy of ${reversal.keyArn}`;
    case 'exemption':
      return `end the exemption ${reversal.exemptionId} in ${where}`;
    case 'tag':
      return `take "${reversal.entry}" out of the tag ${reversal.key} of ${reversal.imageId} in ${where}`;
  }
}
