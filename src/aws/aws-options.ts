import type { AccountAccess } from '../core/aws.ts';
import type { Budget } from '../core/store.ts';

/** Services by the prefix of their IAM actions. */
export type AwsService =
  | 'ec2'
  | 'autoscaling'
  | 'config'
  | 'elasticloadbalancing'
  | 'kms'
  | 'sqs'
  | 'sts'
  | 'imagebuilder';

/** One call as metrics count it and as the test "used = declared" reads it. */
export interface RecordedCall {
  readonly service: AwsService;
  /** API action without its service: `DescribeImages`. */
  readonly action: string;
  /** IAM actions the call needs: its own, and `ec2:CreateTags` where it tags what it creates. */
  readonly needs: readonly string[];
  readonly account: string;
  readonly region: string;
  /** Run id, or the word a read was made under. */
  readonly runReference: string;
  /** `ok` or AWS's error code. */
  readonly result: string;
}

/** The part of a pino logger that is used here. */
export interface AwsLog {
  debug(details: object, message: string): void;
  warn(details: object, message: string): void;
}

export interface AwsOptions {
  readonly accounts: readonly AccountAccess[];
  readonly budget: Budget;
  /** Where STS is asked for sessions. Sessions of a regional endpoint are good in every Region, opt-in ones included. */
  readonly hubRegion: string;
  /** The key that signs, and those that only prove. Absent: nothing can be signed or verified. */
  readonly signing?: { readonly keyArn: string; readonly formerKeyArns?: readonly string[] } | undefined;
  readonly log: AwsLog;
  /** Share of AWS's request limits Assay may use; other tools in the account need the rest. Default 0.5. */
  readonly limitShare?: number | undefined;
  readonly recordCalls?: ((call: RecordedCall) => void) | undefined;
  /** Waits, or rejects when the signal is aborted first. For tests; default is a timer. */
  readonly pause?: ((milliseconds: number, signal?: AbortSignal) => Promise<void>) | undefined;
  /** 0 to below 1, for jitter. For tests. */
  readonly random?: (() => number) | undefined;
}
