/** One or many values, as IAM writes both. */
export type Values = string | readonly string[];

export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  /** Policies of roles, keys, queues and buses only. */
  readonly Principal?: '*' | { readonly AWS: Values } | { readonly Service: Values };
  readonly Action: Values;
  /** Absent in trust policies. */
  readonly Resource?: Values;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Values>>>>;
}

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/**
 * Most characters AWS takes, white space not counted.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 * A bus: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html
 */
export const limits = {
  managed: 6144,
  inline: 10_240,
  trust: 2048,
  scp: 5120,
  key: 32_768,
  queue: 8192,
  bus: 10_240,
} as const;
export type PolicyKind = keyof typeof limits;

/** What stands beside every document, so that somebody can put it where it belongs. */
export interface DocumentPlace {
  /** Path below the output folder, without `.json`. */
  readonly name: string;
  /** One sentence: what it is for. */
  readonly purpose: string;
  /** Account id it is applied in; `organization` for what the organisation's management account applies. */
  readonly account: string;
  /** What it is attached to, for people. */
  readonly attachTo: string;
  /** ARN of the role or key, or ids of the accounts. */
  readonly targets: readonly string[];
  /** The environment it is for, where it is for one. */
  readonly environment?: string;
  /** What it cannot stop, a sentence each. */
  readonly cannot?: readonly string[];
}

/** A document in IAM's language. */
export interface PolicyFile extends DocumentPlace {
  readonly kind: PolicyKind;
  readonly document: PolicyDocument;
  /** Why a statement is there, by its Sid, beyond what its words say. */
  readonly why?: Readonly<Record<string, string>>;
}

/** Characters as AWS counts them. */
export const sizeOf = (document: PolicyDocument): number => JSON.stringify(document).length;

export const documentOf = (...statements: readonly Statement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements,
});

/**
 * A document checked against its limit.
 * @throws RangeError naming the document: AWS would refuse it, and half a policy is worse than none
 * @throws TypeError when it gives a reason for a statement it does not have
 */
export function policyFile(file: PolicyFile): PolicyFile {
  const sids = new Set(file.document.Statement.map(({ Sid }) => Sid));
  const stray = Object.keys(file.why ?? {}).find((sid) => !sids.has(sid));
  if (stray) throw new TypeError(`${file.name} explains ${stray}, which it does not have`);
  const size = sizeOf(file.document);
  if (size <= limits[file.kind]) return file;
  throw new RangeError(`${file.name} has ${size} characters, AWS takes ${limits[file.kind]}`);
}

/** Items in as few portions as keep each portion's document within the limit of its kind. */
export function inPieces<T>(
  items: readonly T[],
  kind: PolicyKind,
  make: (items: readonly T[]) => PolicyDocument,
): readonly (readonly T[])[] {
  const pieces: T[][] = [];
  for (const item of items) {
    const last = pieces.at(-1);
    if (last && sizeOf(make([...last, item])) <= limits[kind]) last.push(item);
    else pieces.push([item]);
  }
  return pieces;
}
