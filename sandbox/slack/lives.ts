/** How long things live in Slack. Tests shorten them; the defaults are Slack's own. */
export interface Lives {
  /** An answer to a payload must come within this, milliseconds. */
  readonly ackMs: number;
  readonly triggerMs: number;
  readonly responseUrlMs: number;
  readonly responseUrlUses: number;
  /** When an unacknowledged event is sent again, milliseconds after the attempt before. */
  readonly eventRetryMs: readonly number[];
  /** A `disconnect` of reason `warning` comes this long before the end. */
  readonly disconnectWarningMs: number;
  readonly pingEveryMs: number;
  /** An `apps.connections.open` URL is good for this long, once. */
  readonly ticketMs: number;
  /** How long an uploaded file is looked at before it can be shown. Slack says "asynchronously" and no figure. */
  readonly fileProcessingMs: number;
}

export const defaultLives: Lives = {
  ackMs: 3_000,
  triggerMs: 3_000,
  responseUrlMs: 30 * 60_000,
  responseUrlUses: 5,
  eventRetryMs: [0, 60_000, 300_000],
  disconnectWarningMs: 10_000,
  pingEveryMs: 10_000,
  ticketMs: 30_000,
  fileProcessingMs: 600,
};
