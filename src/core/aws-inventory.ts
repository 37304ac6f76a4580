import type { Place, Tags } from './aws.ts';

/** The AMI behind an instance as AWS tells it beside the instance, also when the AMI itself is gone or private to others. */
export interface RunningImage {
  readonly id: string;
  readonly name: string | undefined;
  readonly ownerId: string | undefined;
  /** `amazon`, `aws-marketplace`, `aws-backup-vault` or absent. */
  readonly ownerAlias: string | undefined;
  /** `available`, `disabled`, `deregistered` … as AWS writes it; absent where AWS does not say. */
  readonly state: string | undefined;
  /** ISO 8601. */
  readonly createdAt: string | undefined;
  /** ISO 8601. */
  readonly deprecatedAt: string | undefined;
  readonly isPublic: boolean;
  /** What Allowed AMIs says of it, enabled or in audit mode; true where they are off. */
  readonly isAllowed: boolean;
}

/** An instance that is not terminated, with the AMI it was launched from (EC2 DescribeInstanceImageMetadata). */
export interface RunningInstance {
  readonly id: string;
  readonly type: string;
  /** `pending`, `running`, `stopping`, `stopped`. */
  readonly state: string;
  /** ISO 8601. */
  readonly launchedAt: string;
  readonly zone: string;
  readonly tags: Tags;
  /** The AWS service that manages it for somebody, such as EKS Auto Mode. */
  readonly managedBy: string | undefined;
  readonly image: RunningImage;
}

/** Something that will launch instances by itself, and the AMI it would use now. */
export interface Launcher {
  readonly kind: 'auto-scaling-group' | 'launch-template';
  /** The group's name, or the template's id. */
  readonly id: string;
  readonly name: string;
  /** Of a template: the default version; of a group: the version it would use now, where it uses a template. */
  readonly version: string | undefined;
  /** An AMI id; or `resolve:ssm:…`, where AWS looks it up at launch. */
  readonly imageId: string;
  /** How many instances a group wants to have; absent for a template. */
  readonly desired: number | undefined;
  readonly tags: Tags;
}

/** What runs in one account and Region and what would start next, as the reader role. */
export interface InventoryReader {
  /**
   * Every instance that is not terminated, page by page as AWS sends them (at most 1,000): nothing is kept.
   * @param ids only these; unknown ones are left out
   */
  instances(ids?: readonly string[]): AsyncIterable<readonly RunningInstance[]>;
  /**
   * Auto Scaling groups with the AMI they would launch now (launch template with its version resolved, mixed instances policy
   * with each override, or launch configuration; one entry per AMI), and launch templates that no group uses, by their
   * default version.
   */
  launchers(): AsyncIterable<readonly Launcher[]>;
}

/** What AWS Config found about one instance. */
export interface ConfigFinding {
  readonly place: Place;
  readonly instanceId: string;
  readonly isCompliant: boolean;
  /** ISO 8601. */
  readonly recordedAt: string;
}

/** AWS Config's rule as a second source, as the reader role. */
export interface ConfigReader {
  /**
   * What the rule says of instances in this account and Region; `undefined` where there is no such rule.
   * (GetComplianceDetailsByConfigRule)
   */
  findings(rule: string): Promise<readonly ConfigFinding[] | undefined>;
  /** The same of the whole organisation. (GetAggregateComplianceDetailsByConfigRule, one account and Region at a time) */
  aggregated(aggregator: string, rule: string, of: Place): Promise<readonly ConfigFinding[] | undefined>;
}

/** As the worker role. */
export interface ConfigWriter extends ConfigReader {
  /**
   * Has the rule judge again what Config recorded last. (StartConfigRulesEvaluation)
   * @returns false when AWS did not take it: it runs already, or ran less than a minute ago
   */
  evaluate(rule: string): Promise<boolean>;
}

/** One message of the queue that EventBridge fills, still hidden from others. */
export interface QueuedEvent {
  /** EventBridge's own id, the same at every delivery. */
  readonly id: string;
  readonly detailType: string;
  readonly source: string;
  readonly place: Place;
  /** ISO 8601, to the second. */
  readonly at: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
  /** For `done`. */
  readonly receipt: string;
}

/** A message that is no event: its text is kept for the log. */
export interface StrangeMessage {
  readonly receipt: string;
  /** What is wrong with it. */
  readonly why: string;
}

/** EventBridge's events of all accounts in one SQS queue of the hub: at least once and in no order. As the hub role itself. */
export interface EventQueue {
  /** Waits up to 20 s for messages, at most ten; each is hidden from others for a minute. (ReceiveMessage, long polling) */
  receive(
    signal: AbortSignal,
  ): Promise<{ readonly events: readonly QueuedEvent[]; readonly strange: readonly StrangeMessage[] }>;
  /** Takes them off the queue. (DeleteMessageBatch) */
  done(receipts: readonly string[]): Promise<void>;
}
