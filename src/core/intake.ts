import type { ChoiceSource } from './input.ts';
import type { Message } from './message.ts';
import type { Actor } from './people.ts';
import type { Run } from './run.ts';

/** A request as it came in, from a typed line, a modal or a button; nothing of it is trusted yet. */
export interface Asked {
  readonly command: string;
  /** Checked against the command's input schema by the intake. */
  readonly input: unknown;
  readonly actor: Actor;
  /** Where it was asked: its card appears here unless its approvals live elsewhere. */
  readonly channel: string;
  /** Equal for one delivery and its repeats (trigger id, view id). */
  readonly requestKey: string;
}

/** Work was accepted and recorded; the card follows. `message` is the private word to the requester. */
export interface Begun {
  readonly kind: 'run';
  readonly run: Run;
  readonly message: Message;
}

export type Reply = { readonly kind: 'answer'; readonly message: Message } | Begun;

/** What would be done; or the run there is, when its requester was never told of it. */
export type Preview = { readonly kind: 'plan'; readonly message: Message } | Begun;

/** One offer of a live search. `value` is what a typed line would hold; at most 75 characters. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

/** The one way in: checks who asks, parses, plans, applies the approval policy, records. */
export interface Intake {
  /**
   * What would happen, without doing it; shown in a modal before it is sent.
   * @throws UserError as `submit` would
   */
  preview(asked: Asked): Promise<Preview>;
  /** @throws UserError for the person; anything else is a bug */
  submit(asked: Asked): Promise<Reply>;
  /** The person has the answer. Never rejects. */
  answered(asked: Asked, reply: Reply): Promise<void>;
  /** Live choices for a field, best first, at most 100. */
  choices(source: ChoiceSource, query: string, actor: Actor): Promise<readonly Choice[]>;
}
