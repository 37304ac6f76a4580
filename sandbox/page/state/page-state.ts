import type { AwsState, SlackState } from '../../contract.ts';
import type { ConfirmRequest } from '../elements/confirm.ts';

/** An input's value object, as Slack sends it in `state.values`. */
export type FieldValue = Readonly<Record<string, unknown>>;

/** One line of the composer's autocomplete: `usage` is what follows the slash command. */
export interface CommandHint {
  readonly usage: string;
  readonly summary: string;
}

/** The middle of the page: a channel, or the app's Home tab. */
export type Place = { readonly kind: 'channel'; readonly id: string } | { readonly kind: 'home' };

export interface PageState {
  /** User id of the person acted as; empty until the world answered. */
  readonly me: string;
  readonly slack?: SlackState;
  readonly aws?: AwsState;
  readonly commandHints: readonly CommandHint[];
  readonly place?: Place | undefined;
  /** `ts` of the thread's parent in the open channel. */
  readonly thread?: string | undefined;
  readonly connected: boolean;
  readonly awsOpen: boolean;
  readonly tryOpen: boolean;
  /** Messages up to here count as read for everybody: what was there before the page was opened. */
  readonly readFrom: number;
  /** "user/channel" to the last `ts` this person has seen. */
  readonly lastRead: Readonly<Record<string, number>>;
  /** "user/channel/thread" to what stands unsent in the box. */
  readonly drafts: Readonly<Record<string, string>>;
  /** Host key (view id or message) to "block/action" to value. */
  readonly fields: Readonly<Record<string, Readonly<Record<string, FieldValue>>>>;
  readonly confirm?: ConfirmRequest | undefined;
}

export const initialState: PageState = {
  me: '',
  commandHints: [],
  connected: true,
  awsOpen: true,
  tryOpen: true,
  readFrom: 0,
  lastRead: {},
  drafts: {},
  fields: {},
};
