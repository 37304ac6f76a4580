/** What a command, job or watch needs of IAM. `assay policy` writes the roles' documents from these and nothing else. */
export interface IamNeed {
  /** `ec2:CreateImage`. */
  readonly action: string;
  /** Resource kinds of the ARN patterns; `any` where AWS supports none. */
  readonly on: readonly ('any' | 'image' | 'instance' | 'snapshot' | 'volume' | 'signing-key')[];
  /** Narrows the statement; `own-account` becomes `ec2:Owner`, `created-by` becomes `ec2:CreateAction`, … */
  readonly only?: {
    readonly createdBy?: readonly string[];
    /** Tag keys that may be written or removed; the settings' keys are filled in by the generator. */
    readonly tagKeys?: readonly ('assay' | 'approved' | 'shared-approved')[];
    readonly ownImages?: boolean;
  };
}

/** A read without resource-level permissions: every EC2 Describe call. */
export const reads = (...actions: readonly string[]): readonly IamNeed[] =>
  actions.map((action) => ({ action, on: ['any'] }));
