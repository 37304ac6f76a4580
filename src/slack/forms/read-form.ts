import type { Command } from '../../core/command.ts';
import { type Field, fieldsOf } from '../../core/input.ts';
import { UserError } from '../../core/outcome.ts';
import { readValue } from '../command-text/read-value.ts';

/** `view.state.values` as Slack sends it: block id, action id, element. Read with suspicion. */
export type ViewValues = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What was filled in, and what is wrong with it, by field name. */
export interface ReadForm {
  readonly input: Readonly<Record<string, unknown>>;
  readonly errors: ReadonlyMap<string, string>;
}

interface Element {
  readonly type?: string;
  readonly value?: string | null;
  readonly selected_option?: { readonly value?: string } | null;
  readonly selected_options?: readonly { readonly value?: string }[];
}

/** The texts an element holds: none, one, or one per line. */
function textsOf(element: Element, field: Field): readonly string[] {
  if (element.selected_options) return element.selected_options.flatMap(({ value }) => value ?? []);
  const text = (element.selected_option?.value ?? element.value ?? '').trim();
  if (text === '') return [];
  return field.kind === 'tags' || field.kind === 'list'
    ? text.split('\n').flatMap((line) => line.trim() || [])
    : [text];
}

function readField(field: Field, element: Element): unknown {
  const texts = textsOf(element, field);
  if (field.kind === 'flag') return texts.length > 0;
  let value: unknown;
  for (const text of texts) value = readValue(field, text, value);
  return value;
}

/** Reads a submitted form and holds it against the command's schema, so that every mistake stands beside its field. */
export function readForm(command: Command, values: ViewValues, blockIdOf: (name: string) => string): ReadForm {
  const input: Record<string, unknown> = {};
  const errors = new Map<string, string>();
  for (const field of fieldsOf(command.input)) {
    const [element] = Object.values(values[blockIdOf(field.name)] ?? {}) as (Element | undefined)[];
    try {
      const value = element ? readField(field, element) : undefined;
      if (value !== undefined) input[field.name] = value;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      errors.set(field.name, error.message);
    }
  }
  const checked = command.input.safeParse(input);
  for (const { path, message } of checked.error?.issues ?? []) {
    const name = String(path[0] ?? '');
    if (!errors.has(name)) errors.set(name, input[name] === undefined ? 'This is missing.' : message);
  }
  return { input, errors };
}
