import { randomBytes } from 'node:crypto';
import type { Caller, Method } from './method.ts';
import { SlackRefusal } from './slack-refusal.ts';

/** The app's credentials in this workspace. Made anew at every start, so none can end up anywhere that matters. */
export class Tokens {
  readonly bot: string;
  readonly app: string;
  readonly signingSecret: string;
  #scopes: readonly string[];
  #revoked = false;

  constructor(scopes: readonly string[], signingSecret?: string) {
    const secret = (): string => randomBytes(12).toString('hex');
    this.bot = `xoxb-${secret()}`;
    this.app = `xapp-1-${secret()}`;
    this.signingSecret = signingSecret ?? randomBytes(16).toString('hex');
    this.#scopes = scopes;
  }

  get scopes(): readonly string[] {
    return this.#scopes;
  }

  setScopes(scopes: readonly string[]): void {
    this.#scopes = scopes;
  }

  revokeBot(): void {
    this.#revoked = true;
  }

  /** Throws `not_authed`, `invalid_auth`, `token_revoked` or `not_allowed_token_type`. */
  callerOf(method: Method, token: string | undefined): Caller {
    if (method.token === 'none') return { kind: 'none', scopes: [] };
    if (token === undefined || token === '') throw new SlackRefusal('not_authed');
    if (token !== this.bot && token !== this.app) throw new SlackRefusal('invalid_auth');
    const kind = token === this.bot ? 'bot' : 'app';
    if (kind === 'bot' && this.#revoked) throw new SlackRefusal('token_revoked');
    if (kind !== method.token) throw new SlackRefusal('not_allowed_token_type');
    const scopes = kind === 'bot' ? this.#scopes : ['connections:write'];
    if (method.scopes.length > 0 && !method.scopes.some((scope) => scopes.includes(scope))) {
      throw new SlackRefusal('missing_scope', { needed: method.scopes.join(','), provided: scopes.join(',') });
    }
    return { kind, scopes };
  }
}
