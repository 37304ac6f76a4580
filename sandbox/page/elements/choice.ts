import { asRecords, asString, type JsonRecord, textOf } from '../blocks/json.ts';

/** One line of a select's list. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly description?: string | undefined;
  /** Heading it stands under. */
  readonly group?: string | undefined;
  /** The option object that goes back to Slack; absent for people and conversations. */
  readonly option?: JsonRecord | undefined;
}

export function choiceFrom(option: JsonRecord, group?: string): Choice {
  return {
    value: asString(option['value']),
    label: textOf(option['text']),
    description: textOf(option['description']) || undefined,
    group,
    option,
  };
}

/** `options`, or `option_groups` with their labels. */
export function choicesOf(element: JsonRecord): readonly Choice[] {
  const groups = asRecords(element['option_groups']);
  if (groups.length === 0) return asRecords(element['options']).map((option) => choiceFrom(option));
  return groups.flatMap((group) =>
    asRecords(group['options']).map((option) => choiceFrom(option, textOf(group['label']))),
  );
}
