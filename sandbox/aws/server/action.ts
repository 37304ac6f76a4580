import { AwsError } from '../aws-error.ts';
import type { Permission, Verdict } from '../identity/authorize.ts';
import type { CredentialStore } from '../identity/credential-store.ts';
import type { Policies } from '../identity/policy-set.ts';
import type { Session } from '../identity/session.ts';
import type { Account, Place, World } from '../world/world.ts';
import type { Settings } from './settings.ts';

/** What an action is given beside its input. */
export interface Call {
  readonly world: World;
  readonly policies: Policies;
  readonly credentials: CredentialStore;
  readonly settings: Settings;
  readonly session: Session;
  /** The caller's account, and that account in the Region called. */
  readonly account: Account;
  readonly place: Place;
  readonly region: string;
  now(): number;
  /** The caller has hung up: what it waits for must not be handed out any more. */
  isGone(): boolean;
  /** Asks IAM in the middle of an action, for the parts that do not decide the whole call. */
  may(permission: Permission): Promise<Verdict>;
}

export type Service =
  | 'ec2'
  | 'autoscaling'
  | 'config'
  | 'elasticloadbalancing'
  | 'kms'
  | 'sqs'
  | 'sts'
  | 'imagebuilder';

/** Which of EC2's token buckets a call draws from. */
export type Bucket = 'read' | 'write' | 'tags' | 'deregister' | 'copy' | 'launch' | 'settings';

/** One API action. `Input` and `Output` are the SDK's own types; names on the wire come from the SDK's schemas. */
export interface ActionDefinition<Input, Output> {
  readonly name: string;
  readonly bucket?: Bucket;
  /** Everything that must be allowed before anything happens. Throws AwsError on malformed parameters. */
  permissions(input: Input, call: Call): readonly Permission[];
  handle(input: Input, call: Call): Output | Promise<Output>;
}

export interface Action {
  readonly service: Service;
  readonly name: string;
  readonly bucket: Bucket;
  permissions(input: unknown, call: Call): readonly Permission[];
  handle(input: unknown, call: Call): Promise<unknown>;
}

/** Declares an EC2 action. Put it alone into `ec2/<action>.ts`; the folder is read at start. */
export function defineEc2Action<Input, Output>(definition: ActionDefinition<Input, Output>): Action {
  return erase('ec2', definition);
}

/** Declares an action of Elastic Load Balancing v2, alone in `elasticloadbalancing/<action>.ts`. */
export function defineLoadBalancingAction<Input, Output>(definition: ActionDefinition<Input, Output>): Action {
  return erase('elasticloadbalancing', definition);
}

/** Declares an action of EC2 Auto Scaling, alone in `autoscaling/<action>.ts`. */
export function defineScalingAction<Input, Output>(definition: ActionDefinition<Input, Output>): Action {
  return erase('autoscaling', definition);
}

/** Declares an action of AWS Config, alone in `config/<action>.ts`. */
export function defineConfigAction<Input, Output>(definition: ActionDefinition<Input, Output>): Action {
  return erase('config', definition);
}

/** Declares an SQS action, alone in `sqs/<action>.ts`. */
export function defineQueueAction<Input, Output>(definition: ActionDefinition<Input, Output>): Action {
  return erase('sqs', definition);
}

/** Declares a KMS action, alone in `kms/<action>.ts`. */
export function defineKmsAction<Input, Output>(definition: ActionDefinition<Input, Output>): Action {
  return erase('kms', definition);
}

/** Declares an STS action, alone in `sts/<action>.ts`. */
export function defineStsAction<Input, Output>(definition: ActionDefinition<Input, Output>): Action {
  return erase('sts', definition);
}

/** Declares an action of EC2 Image Builder, alone in `imagebuilder/<action>.ts`. */
export function defineBuilderAction<Input, Output>(definition: ActionDefinition<Input, Output>): Action {
  return erase('imagebuilder', definition);
}

// The input was decoded by the SDK's schema of this very action; that is what makes the casts true.
function erase<Input, Output>(service: Service, definition: ActionDefinition<Input, Output>): Action {
  return {
    service,
    name: definition.name,
    bucket: definition.bucket ?? 'read',
    permissions: (input, call) => definition.permissions(input as Input, call),
    handle: async (input, call) => await definition.handle(input as Input, call),
  };
}

/** A required parameter's value. The decoder has refused requests without it; this only tells the compiler. */
export function given<T>(value: T | undefined, name: string): T {
  if (value === undefined) {
    throw new AwsError('MissingParameter', `The request must contain the parameter ${name}`);
  }
  return value;
}
