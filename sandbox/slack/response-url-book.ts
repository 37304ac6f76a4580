import { randomBytes } from 'node:crypto';

/** Where a response URL leads: a person in a channel, and the message they clicked on, if any. */
export interface ResponseTarget {
  readonly user: string;
  readonly channel: string;
  readonly originalTs: string | undefined;
}

/** Response URLs: half an hour, five uses. */
export class ResponseUrlBook {
  readonly #issued = new Map<string, ResponseTarget & { readonly at: number; uses: number }>();
  readonly #now: () => number;
  readonly #lifeMs: number;
  readonly #maxUses: number;

  constructor(now: () => number, lifeMs: number, maxUses: number) {
    this.#now = now;
    this.#lifeMs = lifeMs;
    this.#maxUses = maxUses;
  }

  /** Returns the secret part of the URL. */
  issue(target: ResponseTarget): string {
    const key = `${this.#issued.size + 1}/${randomBytes(12).toString('hex')}`;
    this.#issued.set(key, { ...target, at: this.#now(), uses: 0 });
    return key;
  }

  /** Counts one use. The string is Slack's error when the URL is unknown, too old or used up. */
  use(key: string): ResponseTarget | 'invalid_url' | 'expired_url' | 'used_url' {
    const entry = this.#issued.get(key);
    if (entry === undefined) return 'invalid_url';
    if (this.#now() - entry.at > this.#lifeMs) return 'expired_url';
    if (entry.uses >= this.#maxUses) return 'used_url';
    entry.uses += 1;
    return entry;
  }
}
