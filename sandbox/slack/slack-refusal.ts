import type { Json } from './json.ts';

/** An `ok: false` answer: Slack's error code and whatever else Slack puts beside it. */
export class SlackRefusal extends Error {
  readonly code: string;
  readonly extra: Json;

  constructor(code: string, extra: Json = {}) {
    super(code);
    this.name = 'SlackRefusal';
    this.code = code;
    this.extra = extra;
  }
}

/** A refusal which carries complaints, as Slack writes them in `response_metadata.messages`. */
export function refusalWithMessages(code: string, messages: readonly string[]): SlackRefusal {
  return new SlackRefusal(code, messages.length === 0 ? {} : { errors: messages, response_metadata: { messages } });
}
