import { isJson, type Json, parseJson } from './json.ts';
import { SlackRefusal } from './slack-refusal.ts';

/** The arguments of one Web API call. A form carries everything as text, nested values as JSON in text. */
export class CallArguments {
  readonly raw: Json;

  constructor(raw: Json) {
    this.raw = raw;
  }

  text(name: string): string | undefined {
    const value = this.raw[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string') return value;
    // A ts sent as a JSON number has lost digits; Slack refuses it, and so does this.
    throw new SlackRefusal('invalid_arguments', {
      response_metadata: { messages: [`[ERROR] must be a string [json-pointer:/${name}]`] },
    });
  }

  /** Throws `invalid_arguments` when it is missing. */
  needed(name: string): string {
    const value = this.text(name);
    if (value !== undefined && value !== '') return value;
    throw new SlackRefusal('invalid_arguments', {
      response_metadata: { messages: [`[ERROR] missing required field: ${name}`] },
    });
  }

  flag(name: string): boolean {
    const value = this.raw[name];
    return value === true || value === 'true' || value === '1' || value === 1;
  }

  count(name: string, fallback: number): number {
    const value = Number(this.raw[name] ?? fallback);
    if (!Number.isInteger(value) || value < 1 || value > 1000) throw new SlackRefusal('invalid_limit');
    return value;
  }

  /** A nested value; the refusal's code is given, because Slack has another for each. */
  nested(name: string, refusal: string): unknown {
    const value = this.raw[name];
    if (typeof value !== 'string') return value ?? undefined;
    if (value === '') return undefined;
    const parsed = parseJson(value);
    if (parsed === undefined) throw new SlackRefusal(refusal);
    return parsed;
  }

  nestedObject(name: string, refusal: string): Json {
    const value = this.nested(name, refusal);
    if (!isJson(value)) throw new SlackRefusal(refusal);
    return value;
  }
}
