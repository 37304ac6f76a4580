import type { Service } from './action.ts';

/** A call that was understood and whose caller is known, before anything came of it. */
export interface SeenCall {
  readonly service: Service;
  readonly action: string;
  readonly account: string;
  readonly region: string;
  /** Session ARN of the caller. */
  readonly principal: string;
  /** As the SDK sends it; names the process where `AWS_EXECUTION_ENV` does. */
  readonly userAgent: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Stands inside the server, for tests that end or refuse a caller at a chosen moment. */
export interface Interceptor {
  /** Nothing has happened yet. `cut` ends the connection without any effect; a refusal is answered as AWS would. */
  before(call: SeenCall): Promise<'go' | 'cut' | { readonly code: string; readonly message: string }>;
  /** The effect has happened and nobody was told. `cut` ends the connection without an answer. */
  after(call: SeenCall): Promise<'go' | 'cut'>;
}

/** Lets everything pass. */
export const passing: Interceptor = { before: async () => 'go', after: async () => 'go' };
