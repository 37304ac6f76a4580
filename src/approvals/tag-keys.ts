import type { Settings } from '../core/settings.ts';

/** The value of the two tags that consumers read. */
export const approvedValue = 'approved';

/** The tags of one environment's approval: promote writes them, revoke takes them away, verify and the sweep read them. */
export interface ApprovalTagKeys {
  /** The organisation's own key; seen by the owning account only. */
  readonly approved: string;
  /** The same for every account the AMI is shared with; means something only together with `ec2:Owner`. */
  readonly shared: string;
  readonly attestation: string;
  readonly signature: string;
  readonly revocation: string;
}

/** Names of the tags for an environment. */
export function approvalTagKeys(settings: Pick<Settings, 'tags'>, environment: string): ApprovalTagKeys {
  const { prefix, approved } = settings.tags;
  return {
    approved: `${approved}-${environment}`,
    shared: `ec2:SharedTag/${approved}-${environment}`,
    attestation: `${prefix}attestation-${environment}`,
    signature: `${prefix}signature-${environment}`,
    revocation: `${prefix}revoked-${environment}`,
  };
}

const second = (at: Date | number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** Says in a tag who took the approval away: time, person, run, with spaces between. */
export const revocationValue = (revocation: {
  readonly at: Date | number;
  readonly by: string;
  readonly runId: string;
}): string => `${second(revocation.at)} ${revocation.by} ${revocation.runId}`;
