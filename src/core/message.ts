import { nobody } from './people.ts';
import type { Picture } from './picture.ts';

/**
 * What Assay says, as data. No Block Kit here: `slack/` turns it into blocks, into the `text` that screen readers read,
 * and into something shorter where Slack would refuse it. Plain strings are untrusted text and never become markup.
 */
export type Inline =
  | string
  | { readonly kind: 'bold' | 'code'; readonly text: string }
  | { readonly kind: 'person'; readonly userId: string }
  | { readonly kind: 'group'; readonly groupId: string }
  | { readonly kind: 'channel'; readonly channelId: string }
  | { readonly kind: 'time'; readonly at: Date }
  | { readonly kind: 'link'; readonly text: string; readonly url: string };

/** One line of text: a string, or fragments that are written one after the other. */
export type Line = Inline | readonly Inline[];

export interface Fact {
  readonly label: string;
  readonly value: Line;
}

/** A button that opens another command's form, filled in. */
export interface Offer {
  readonly label: string;
  readonly command: string;
  readonly input: Readonly<Record<string, string>>;
  readonly style?: 'primary' | 'danger';
}

/** One of several things found, with what can be done about it. */
export interface Entry {
  readonly lines: readonly Line[];
  readonly offers?: readonly Offer[];
}

export interface Message {
  /** Said first and read aloud first; at most 150 characters. */
  readonly title: string;
  readonly tone?: 'plain' | 'good' | 'warning' | 'bad';
  readonly lines?: readonly Line[];
  readonly facts?: readonly Fact[];
  readonly entries?: readonly Entry[];
  /** Said loudly before something happens: reboots, integrity, exposure. */
  readonly warnings?: readonly Line[];
  /** Small print at the end. */
  readonly notes?: readonly Line[];
  readonly offers?: readonly Offer[];
  /**
   * In answers to one person they follow when they are ready; a notice shows the first one where it can. The words of the
   * message say what has to be known without them.
   */
  readonly pictures?: readonly Picture[];
}

/** Bold text. */
export const bold = (text: string): Inline => ({ kind: 'bold', text });
/** An identifier, a value typed or to be typed. */
export const code = (text: string): Inline => ({ kind: 'code', text });
/** A mention of a person; notifies them when it stands in a new message. Assay itself is only named. */
export const person = (userId: string): Inline => (userId === nobody.userId ? 'Assay' : { kind: 'person', userId });
/** A moment, shown in each reader's own time zone. */
export const time = (at: Date | number | string): Inline => ({ kind: 'time', at: new Date(at) });
