import type { PolicyDocument } from '../world/world.ts';

/** Who exists and what they may do: what `setPolicies` installs, all at once. */
export interface PolicySet {
  readonly roles: readonly RoleSeed[];
  readonly users?: readonly UserSeed[];
  /** Service control policies by account id. FullAWSAccess is always there too. */
  readonly serviceControlPolicies?: Readonly<Record<string, readonly PolicyDocument[]>>;
  /** Key policies by key ARN; keys not named keep theirs. */
  readonly keyPolicies?: Readonly<Record<string, PolicyDocument>>;
}

export interface RoleSeed {
  readonly arn: string;
  readonly trust?: PolicyDocument;
  readonly policies: readonly PolicyDocument[];
  /** Default 3600. */
  readonly maxSessionSeconds?: number;
}

export interface UserSeed {
  readonly arn: string;
  readonly policies: readonly PolicyDocument[];
}

export interface Role {
  readonly arn: string;
  readonly accountId: string;
  readonly name: string;
  trust: PolicyDocument | undefined;
  readonly policies: readonly PolicyDocument[];
  readonly maxSessionSeconds: number;
  readonly uniqueId: string;
}

/** The installed policies. Replaced as a whole, so a test can be sure nothing of an earlier set lives on. */
export interface Policies {
  readonly isInstalled: boolean;
  /** Grows with every change, so that cached decisions of an older set are never reused. */
  readonly version: number;
  role(arn: string): Role | undefined;
  identityPolicies(principalArn: string): readonly PolicyDocument[];
  serviceControlPolicies(accountId: string): readonly PolicyDocument[];
  install(next: PolicySet): void;
  removeTrust(roleArn: string): void;
}

/** An empty set: nobody exists, nothing is installed. */
export function makePolicies(): Policies {
  let roles = new Map<string, Role>();
  let users = new Map<string, readonly PolicyDocument[]>();
  let controls: PolicySet['serviceControlPolicies'] = {};
  let version = 0;
  return {
    get isInstalled() {
      return version > 0;
    },
    get version() {
      return version;
    },
    role: (arn) => roles.get(arn),
    identityPolicies: (arn) => roles.get(arn)?.policies ?? users.get(arn) ?? [],
    serviceControlPolicies: (accountId) => controls?.[accountId] ?? [],
    install(next) {
      roles = new Map(next.roles.map((role) => [role.arn, makeRole(role)]));
      users = new Map((next.users ?? []).map((user) => [user.arn, user.policies]));
      controls = next.serviceControlPolicies ?? {};
      version += 1;
    },
    removeTrust(roleArn) {
      const role = roles.get(roleArn);
      if (role === undefined) {
        throw new Error(`no such role: ${roleArn}`);
      }
      role.trust = undefined;
      version += 1;
    },
  };
}

function makeRole(seed: RoleSeed): Role {
  const match = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([\w+=,.@-]+)$/.exec(seed.arn);
  if (match?.[1] === undefined || match[2] === undefined) {
    throw new Error(`not a role ARN: ${seed.arn}`);
  }
  return {
    arn: seed.arn,
    accountId: match[1],
    name: match[2],
    trust: seed.trust,
    policies: seed.policies,
    maxSessionSeconds: seed.maxSessionSeconds ?? 3600,
    uniqueId: `AROA${Buffer.from(match[2]).toString('hex').toUpperCase().padEnd(17, '0').slice(0, 17)}`,
  };
}
