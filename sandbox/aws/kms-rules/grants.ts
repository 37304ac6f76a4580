import type { KeyRecord, PolicyDocument } from '../world/world.ts';

/**
 * A key's policy with its grants as statements: what decides over the key. A grant allows like a policy that names its
 * grantee; it never outweighs a Deny, and a grant to an account leaves the rest to that account's own IAM.
 */
export function policyWithGrants(key: KeyRecord, now: number): PolicyDocument {
  const grants = [...key.grants.values()].filter((grant) => !grant.isConstrained && grant.effectiveAt <= now);
  if (grants.length === 0) {
    return key.policy;
  }
  const own = key.policy['Statement'];
  return {
    ...key.policy,
    Statement: [
      ...(Array.isArray(own) ? own : [own]),
      ...grants.map((grant) => ({
        Effect: 'Allow',
        Principal: { AWS: grant.granteePrincipal },
        Action: grant.operations.map((operation) => `kms:${operation}`),
        Resource: '*',
      })),
    ],
  };
}
