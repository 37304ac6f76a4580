import { randomBytes } from 'node:crypto';
import { SlackRefusal } from './slack-refusal.ts';

export interface Trigger {
  readonly user: string;
  /** The view it came from, when it came from one. Only then may a view be pushed on it. */
  readonly viewId: string | undefined;
}

/** Trigger ids: three seconds, one use. */
export class TriggerBook {
  readonly #issued = new Map<string, Trigger & { readonly at: number; used: boolean }>();
  readonly #now: () => number;
  readonly #lifeMs: number;
  readonly #teamDigits: string;

  constructor(now: () => number, lifeMs: number) {
    this.#now = now;
    this.#lifeMs = lifeMs;
    this.#teamDigits = String(randomBytes(4).readUInt32BE());
  }

  issue(user: string, viewId?: string): string {
    const id = `${this.#issued.size + 1}.${this.#teamDigits}.${randomBytes(16).toString('hex')}`;
    this.#issued.set(id, { user, viewId, at: this.#now(), used: false });
    return id;
  }

  /** Throws `invalid_trigger_id`, `exchanged_trigger_id` or `expired_trigger_id`. */
  exchange(id: string): Trigger {
    const trigger = this.#issued.get(id);
    if (trigger === undefined) throw new SlackRefusal('invalid_trigger_id');
    if (trigger.used) throw new SlackRefusal('exchanged_trigger_id');
    if (this.#now() - trigger.at > this.#lifeMs) throw new SlackRefusal('expired_trigger_id');
    trigger.used = true;
    return trigger;
  }
}
