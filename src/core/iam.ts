import { referenceActions } from './aws-lifecycle.ts';

/** What a command, job or watch needs of IAM. `assay policy` writes the roles' documents from these and nothing else. */
export interface IamNeed {
  /** `ec2:CreateImage`. */
  readonly action: string;
  /** Resource kinds of the ARN patterns; `any` where AWS supports none. */
  readonly on: readonly (
    | 'any'
    | 'image'
    | 'image-usage-report'
    | 'instance'
    /** Any instance, where the configuration lets Assay stop them; else nothing. */
    | 'stoppable-instance'
    | 'snapshot'
    | 'volume'
    | 'network-interface'
    | 'subnet'
    | 'security-group'
    | 'key-pair'
    /** Roles that may be handed to instances, where the configuration names some; else nothing. */
    | 'instance-role'
    /** The key that signs approvals. */
    | 'signing-key'
    /** Every key whose signature proves one: that key, and those that signed before it. */
    | 'proving-key'
    | 'pipeline'
    | 'build'
    | 'workflow'
    | 'workflow-step'
    /** Keys of the account itself. */
    | 'customer-key'
    /** The same, where the configuration lets Assay change key policies; else nothing. */
    | 'policy-key'
    /** Everything, where the configuration names a rule of AWS Config; else nothing. */
    | 'config-rule'
    /** Everything, in the account whose aggregator the configuration names; else nothing. */
    | 'config-aggregator'
    /** Keys of the other configured accounts; they decide for themselves as well. */
    | 'others-key'
  )[];
  /** Narrows the statement; `own-account` becomes `ec2:Owner`, `created-by` becomes `ec2:CreateAction`, … */
  readonly only?: {
    readonly createdBy?: readonly string[];
    /** Tag keys that may be written or removed; the settings' keys are filled in by the generator. */
    readonly tagKeys?: readonly ('assay' | 'approved' | 'shared-approved')[];
    /** Images and snapshots of the account itself. */
    readonly ownImages?: boolean;
    /** What a run of Assay has made: it carries the tag with the run's id. */
    readonly ofRuns?: boolean;
    /** Only when this AWS service makes the call for us. */
    readonly calledVia?: string;
    /** ec2:ModifySnapshotAttribute: never for everybody. */
    readonly notPublic?: boolean;
    /** KMS: only what EC2 does with the key on the caller's behalf. */
    readonly throughEc2?: boolean;
    /**
     * kms:CreateGrant: only grants that AWS makes for a volume; or only grants of what EBS needs, to whole accounts or to
     * the roles by which Assay works in the other configured accounts.
     */
    readonly grants?: 'for-volumes' | 'to-accounts' | 'to-workers';
  };
}

/** A read without resource-level permissions: every EC2 Describe call. */
export const reads = (...actions: readonly string[]): readonly IamNeed[] =>
  actions.map((action) => ({ action, on: ['any'] }));

/** To call `references`: EC2's own action, and what EC2 then reads in the caller's name. */
export const readsReferences: readonly IamNeed[] = [
  ...reads('ec2:DescribeImageReferences'),
  ...referenceActions.map(
    (action): IamNeed => ({ action, on: ['any'], only: { calledVia: 'ec2-images.amazonaws.com' } }),
  ),
];
