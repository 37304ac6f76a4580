/** One or many values, as IAM writes both. */
export type Values = string | readonly string[];

export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  /** Trust and key policies only. */
  readonly Principal?: '*' | { readonly AWS: Values };
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
 */
export const limits = {
  managed: 6144,
  inline: 10_240,
  trust: 2048,
  scp: 5120,
  key: 32_768,
} as const;
export type PolicyKind = keyof typeof limits;

/** A document with everything somebody needs to put it where it belongs. */
export interface PolicyFile {
  /** Path below the output folder, without `.json`. */
  readonly name: string;
  readonly kind: PolicyKind;
  /** One sentence: what it is for. */
  readonly purpose: string;
  /** Account id it is applied in; `organization` for SCPs. */
  readonly account: string;
  /** What it is attached to, for people. */
  readonly attachTo: string;
  /** ARN of the role or key, or ids of the accounts. */
  readonly targets: readonly string[];
  readonly document: PolicyDocument;
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
 */
export function policyFile(file: PolicyFile): PolicyFile {
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
