import type { CallArguments } from './call-arguments.ts';
import type { Json } from './json.ts';
import type { RateTier } from './rate-limits.ts';
import type { World } from './world.ts';

/** Who calls: the token's kind and what it may do. */
export interface Caller {
  readonly kind: 'bot' | 'app' | 'none';
  readonly scopes: readonly string[];
}

export interface MethodCall {
  readonly world: World;
  readonly args: CallArguments;
  readonly caller: Caller;
  /** A fresh single-use WebSocket URL. */
  readonly newSocketUrl: () => string;
  /** Where this Slack is: "http://127.0.0.1:1234". */
  readonly origin: string;
}

/** One Web API method. */
export interface Method {
  readonly name: string;
  readonly token: 'bot' | 'app' | 'none';
  /** Any one of these is enough; none are needed when empty. */
  readonly scopes: readonly string[];
  readonly rate: RateTier;
  /** The answer without `ok: true`. Throws {@link SlackRefusal}. */
  readonly run: (call: MethodCall) => Json;
}
