import type { PolicyDocument } from '../world/world.ts';

/** Who makes a call, once the signature is verified. */
export interface Session {
  readonly accountId: string;
  /** Role or user ARN: what policies are attached to, `aws:PrincipalArn`. */
  readonly principalArn: string;
  /** ARN of the caller as CloudTrail writes it: the session of a role, or the user itself. */
  readonly arn: string;
  readonly userId: string;
  /** Set for sessions of a role; assuming a role from here is role chaining. */
  readonly isRole: boolean;
  readonly sourceIdentity: string | undefined;
  readonly tags: ReadonlyMap<string, string>;
  readonly transitiveTagKeys: readonly string[];
  /** The inline policy of AssumeRole: the session may do only what this allows as well. */
  readonly sessionPolicy: PolicyDocument | undefined;
}
