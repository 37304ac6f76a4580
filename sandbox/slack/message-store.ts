import type { BlockJson } from '../contract.ts';
import { type Json, listOf } from './json.ts';
import { SlackRefusal } from './slack-refusal.ts';

export interface MessageMetadata {
  readonly event_type: string;
  readonly event_payload: Json;
}

export interface Message {
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  text: string;
  blocks: readonly BlockJson[] | undefined;
  /** What it looked like before each change, so that a click on a stale screen can be played. */
  readonly earlier: (readonly BlockJson[])[];
  readonly threadTs: string | undefined;
  readonly ephemeralTo: string | undefined;
  metadata: MessageMetadata | undefined;
  edited: boolean;
  deleted: boolean;
}

export interface NewMessage {
  readonly channel: string;
  readonly user: string;
  readonly text: string;
  readonly blocks?: readonly Json[] | undefined;
  readonly threadTs?: string | undefined;
  readonly ephemeralTo?: string | undefined;
  readonly metadata?: MessageMetadata | undefined;
}

/** All messages of the workspace in order of time. */
export class MessageStore {
  readonly #now: () => number;
  readonly #messages: Message[] = [];
  #lastMicros = 0;
  #blockIds = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  get all(): readonly Message[] {
    return this.#messages;
  }

  add(message: NewMessage): Message {
    const stored: Message = {
      channel: message.channel,
      ts: this.#nextTs(),
      user: message.user,
      text: message.text,
      blocks: this.withBlockIds(message.blocks),
      earlier: [],
      threadTs: message.threadTs,
      ephemeralTo: message.ephemeralTo,
      metadata: message.metadata,
      edited: false,
      deleted: false,
    };
    this.#messages.push(stored);
    return stored;
  }

  /** A message everyone in the channel can see. Ephemeral ones are not found: their ts is good for nothing. */
  find(channel: string, ts: string): Message {
    const found = this.#messages.find((each) => each.channel === channel && each.ts === ts && !each.deleted);
    if (found === undefined || found.ephemeralTo !== undefined) throw new SlackRefusal('message_not_found');
    return found;
  }

  /** A message as this person sees it, their own ephemerals included. */
  findFor(user: string, channel: string, ts: string): Message {
    const found = this.#messages.find((each) => each.channel === channel && each.ts === ts && !each.deleted);
    if (found === undefined || (found.ephemeralTo !== undefined && found.ephemeralTo !== user)) {
      throw new SlackRefusal('message_not_found');
    }
    return found;
  }

  replies(channel: string, threadTs: string): readonly Message[] {
    return this.#messages.filter(
      (each) =>
        each.channel === channel && each.threadTs === threadTs && each.ephemeralTo === undefined && !each.deleted,
    );
  }

  /** Slack gives every block and element without an id a random one. */
  withBlockIds(blocks: readonly Json[] | undefined): readonly BlockJson[] | undefined {
    return blocks?.map((block) => {
      const withIds: Json = { block_id: this.#nextBlockId(), ...block };
      for (const key of ['elements', 'accessory', 'element']) {
        const inner = withIds[key];
        if (block['type'] === 'context' || block['type'] === 'rich_text' || inner === undefined) continue;
        withIds[key] = Array.isArray(inner)
          ? listOf(inner).map((each) => this.#withActionId(each))
          : this.#withActionId(inner as Json);
      }
      return withIds as BlockJson;
    });
  }

  #withActionId(element: Json): Json {
    return element['type'] === 'image' || element['action_id'] !== undefined
      ? element
      : { ...element, action_id: this.#nextBlockId() };
  }

  #nextBlockId(): string {
    this.#blockIds += 1;
    return `b${this.#blockIds.toString(36).padStart(4, '0')}`;
  }

  /** "1700000000.000100", strictly increasing. */
  #nextTs(): string {
    this.#lastMicros = Math.max(this.#now() * 1000, this.#lastMicros + 1);
    const seconds = Math.floor(this.#lastMicros / 1_000_000);
    return `${seconds}.${String(this.#lastMicros % 1_000_000).padStart(6, '0')}`;
  }
}
