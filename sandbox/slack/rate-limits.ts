export type RateTier = 'tier1' | 'tier2' | 'tier3' | 'tier4' | 'hundreds' | 'post-message' | 'none';

/** Calls in any minute: Slack's figure and a small burst above it, which Slack grants but does not publish. */
const perMinute: Readonly<Record<RateTier, { readonly figure: number; readonly burst: number }>> = {
  // Slack says "1+"; an app with ten connections that start together is let through.
  tier1: { figure: 1, burst: 19 },
  tier2: { figure: 20, burst: 5 },
  tier3: { figure: 50, burst: 5 },
  tier4: { figure: 100, burst: 10 },
  hundreds: { figure: 300, burst: 50 },
  'post-message': { figure: 300, burst: 50 },
  none: { figure: Number.POSITIVE_INFINITY, burst: 0 },
};

const WINDOW_MS = 60_000;
/** One message a second and channel, with a short burst. */
const CHANNEL_BURST = 5;
const GENEROUS_FACTOR = 20;

/** Counts calls per method (and messages per channel) in a sliding minute; refused calls are not counted. */
export class RateLimits {
  readonly #calls = new Map<string, number[]>();
  readonly #channels = new Map<string, { tokens: number; at: number }>();
  readonly #now: () => number;
  readonly #factor: number;

  constructor(now: () => number, strict: boolean) {
    this.#now = now;
    this.#factor = strict ? 1 : GENEROUS_FACTOR;
  }

  /** Returns the seconds to wait, or 0 when the call may pass. */
  retryAfter(method: string, tier: RateTier, channel: string | undefined): number {
    const now = this.#now();
    const { figure, burst } = perMinute[tier];
    const recent = (this.#calls.get(method) ?? []).filter((at) => now - at < WINDOW_MS);
    const oldest = recent[0];
    if (oldest !== undefined && recent.length >= (figure + burst) * this.#factor) {
      return Math.max(1, Math.ceil((oldest + WINDOW_MS - now) / 1000));
    }
    if (tier === 'post-message' && channel !== undefined && !this.#takeFromChannel(channel, now)) return 1;
    this.#calls.set(method, [...recent, now]);
    return 0;
  }

  #takeFromChannel(channel: string, now: number): boolean {
    const size = CHANNEL_BURST * this.#factor;
    const bucket = this.#channels.get(channel) ?? { tokens: size, at: now };
    const tokens = Math.min(size, bucket.tokens + ((now - bucket.at) / 1000) * this.#factor);
    const passes = tokens >= 1;
    this.#channels.set(channel, { tokens: passes ? tokens - 1 : tokens, at: now });
    return passes;
  }
}
