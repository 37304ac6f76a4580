import type { Owner, Severity } from './violation.ts';

/** The part of the configuration that commands, jobs and approvals may see. `config/` reads it from `assay.yaml`. */
export interface Account {
  /** Short name people type. */
  readonly alias: string;
  /** Twelve digits. */
  readonly id: string;
  readonly environment: string;
  readonly regions: readonly string[];
  /** ARN of the role its jobs work as. */
  readonly writeRoleArn: string;
  /** Customer managed key copies in a Region are encrypted under, by Region: an alias or an ARN. */
  readonly keys?: Readonly<Record<string, string>> | undefined;
  /** Names of roles that may be handed to instances there; `*` as in IAM. None: no instance gets a role. */
  readonly instanceRoles?: readonly string[] | undefined;
  /** Where violations of the account are told (channel id); absent: `compliance.channel`. */
  readonly alerts?: string | undefined;
}

/** Where AWS Config's findings come from. */
export interface ConfigSource {
  /** Name of the rule, by environment. */
  readonly rules: Readonly<Record<string, string>>;
  /** Asked for all accounts in place of each account itself. */
  readonly aggregator?: { readonly name: string; readonly account: string; readonly region: string } | undefined;
}

/** What is swept for instances that run from AMIs they should not, and how it is told. */
export interface ComplianceSettings {
  /** False: nothing is swept. */
  readonly isOn: boolean;
  /** From the end of one look at an account and Region to the next. */
  readonly everyMs: number;
  readonly channel: string;
  /** Only violations of high severity are told then; local times, `22:00`. */
  readonly quietHours?: { readonly from: string; readonly to: string; readonly timeZone: string } | undefined;
  /** Tag of instances whose value says whom they belong to, and who that is in Slack. */
  readonly owners: { readonly tag: string; readonly people: Readonly<Record<string, Owner>> };
  /** AWS Config's rule as a second source; absent: it is not asked. */
  readonly config?: ConfigSource | undefined;
  /** From one reminder of what is still open to the next, by the worst of it; absent: none. */
  readonly remindMs?: Readonly<Partial<Record<Severity, number>>> | undefined;
  /** When and where each environment's day is summed up (local time, `09:00`); absent: never. */
  readonly digest?: { readonly at: string; readonly timeZone: string; readonly channel: string } | undefined;
  /** How far ahead an exemption may end. */
  readonly longestExemptionMs: number;
  /** What becomes of approval tags that are no approval. */
  readonly falseTags: 'report' | 'remove';
  /** Whether instances may be stopped. */
  readonly stopInstances: boolean;
}

/** Who may approve for an environment, and how. */
export interface ApprovalRule {
  /** Distinct people other than the requester. Never below 2 for an environment marked production. */
  readonly minimum: number;
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly expiresAfterHours: number;
  readonly remindAfterHours: number;
  /** False: a copy of an approved AMI is approved for itself or not at all. Absent: it may be carried over. */
  readonly carryOver?: boolean | undefined;
}

export interface Environment {
  readonly name: string;
  readonly isProduction: boolean;
  /** Absent: nothing is approved for this environment. */
  readonly approvals: ApprovalRule | undefined;
  /** Which AMIs may be launched there; absent: only approved ones where it is production, else any. */
  readonly launch?: 'approved-only' | 'any';
  /** Where its approval requests are shown (channel id). */
  readonly channel: string | undefined;
}

/** Tag keys Assay writes; `<environment>` is appended to each with a dash. */
export interface TagKeys {
  /** Prefix of everything Assay writes for itself, with its colon: `assay:`. */
  readonly prefix: string;
  /** The organisation's own key, which AWS Config and IAM policies read: `ami-approved` → `ami-approved-production`. */
  readonly approved: string;
}

/** Builds of EC2 Image Builder that a schedule has started, and not somebody here. */
export interface BuildNews {
  /** False: they are not followed. */
  readonly follow: boolean;
  /** Where their cards stand. */
  readonly channel: string;
  /** How old a build may be to be news, for instance after Assay was off. */
  readonly newsHours: number;
}

/** Additional demands for approval, read from a plan's impact. */
export interface ExtraDemand {
  readonly environment: string;
  readonly when: { readonly destructive?: boolean | undefined; readonly unknownAccounts?: boolean | undefined };
}

/** The AWS organisation, as far as people name its parts. */
export interface Organization {
  /** `o-…` */
  readonly id: string;
  /** ARN as launch permissions name it. */
  readonly arn: string;
  readonly units: readonly OrganizationUnit[];
}

export interface OrganizationUnit {
  /** Short name people type. */
  readonly alias: string;
  /** ARN as launch permissions name it: `arn:aws:organizations::…:ou/o-…/ou-…`. */
  readonly arn: string;
}

/** How long after its start a retirement takes its steps, where nobody says otherwise; milliseconds. */
export interface Retirement {
  readonly deprecateAfterMs: number;
  readonly disableAfterMs: number;
  readonly deregisterAfterMs: number;
}

export interface Settings {
  readonly accounts: readonly Account[];
  readonly environments: readonly Environment[];
  /** The environment meant when none is named, if there is one. */
  readonly defaultEnvironment: string | undefined;
  readonly tags: TagKeys;
  readonly channels: { readonly requests: string; readonly approvals: string };
  readonly demands: readonly ExtraDemand[];
  readonly builds: BuildNews;
  readonly compliance: ComplianceSettings;
  /** Who may ask; a command's own entry wins over `default`. Empty lists: every full member of the home team. */
  readonly requesters: Readonly<
    Record<string, { readonly users: readonly string[]; readonly groups: readonly string[] }>
  >;
  /** How long people can cancel before a job that `startsGently` begins, in seconds. */
  readonly graceSeconds: number;
  readonly copies: {
    /** Snapshot copies AWS allows at once into one account and Region. */
    readonly snapshotsAtOnce: number;
    /** An AMI that is not encrypted may be copied without encryption where no key is configured. */
    readonly allowUnencrypted: boolean;
  };
  readonly retirement: Retirement;
  /** ARN of the KMS key approvals are signed with (ECC P-256); absent: approvals say "unsigned". */
  readonly signingKey: string | undefined;
  /** ARNs of keys that signed approvals before it: they prove, and never sign. What another key has signed is forged. */
  readonly formerSigningKeys: readonly string[];
  /** Absent: AMIs are shared with accounts, or with ARNs written in full. */
  readonly organization?: Organization | undefined;
  /** What becomes of a key-policy statement that sharing needs: shown to people, or written by Assay. Default `show`. */
  readonly keyPolicies?: 'show' | 'apply' | undefined;
}
