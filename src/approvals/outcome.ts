import type { AuditEvent } from '../core/audit.ts';
import { type Message, person } from '../core/message.ts';
import type { ReasonCode } from '../core/outcome.ts';
import type { Run } from '../core/run.ts';
import type { Change, Notice } from '../core/store.ts';
import type { Refusal } from './eligibility.ts';

/** What somebody's wish does to a run, worked out on its newest record and not written yet. */
export type Outcome =
  | { readonly kind: 'change'; readonly change: Change; readonly reply: Message }
  /** Nothing to do: it is so already. */
  | { readonly kind: 'same'; readonly reply: Message }
  /** `change` is what time alone did meanwhile. */
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly change?: Change | undefined };

/** An audit line of somebody about a run. */
export const line = (
  run: Run,
  action: string,
  actor: string,
  outcome: ReasonCode,
  details: AuditEvent['details'] = {},
): AuditEvent => ({ action, actor, runId: run.id, about: [...run.about], outcome, details });

/** An answer under the run's card. The moment in the key tells a second vote of a person from a repeated write. */
export const threadNotice = (
  run: Run,
  what: string,
  now: number,
  message: Message,
  more: { readonly urgent: boolean },
): Notice => ({
  key: `${run.id}:${what}:${now}`,
  runId: run.id,
  to: { kind: 'thread' },
  message,
  urgent: more.urgent,
});

/** The requester, mentioned so that they are notified. */
export const toRequester = (run: Run) => [person(run.requester.userId), ': '] as const;
