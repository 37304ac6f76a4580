import { asRecords, asString, isRecord, type JsonRecord } from '../blocks/json.ts';
import type { FieldValue } from '../state/page-state.ts';
import { type Choice, choiceFrom } from './choice.ts';

/** How selects with option objects keep their value: `selected_option`, or `selected_options` for many. */
export function optionValues(element: JsonRecord) {
  const many = asString(element['type']).startsWith('multi_');
  return {
    read: (value: FieldValue): readonly Choice[] => {
      const options = many ? asRecords(value['selected_options']) : [value['selected_option']].filter(isRecord);
      return options.map((option) => choiceFrom(option));
    },
    write: (choices: readonly Choice[]): FieldValue => {
      const options = choices.map((choice) => choice.option);
      return many ? { selected_options: options } : { selected_option: options[0] ?? null };
    },
  };
}

/** How selects of people or conversations keep theirs: plain ids. */
export function idValues(element: JsonRecord, what: 'user' | 'conversation' | 'channel', all: readonly Choice[]) {
  const many = asString(element['type']).startsWith('multi_');
  const named = (id: unknown) => all.find((choice) => choice.value === id);
  return {
    read: (value: FieldValue): readonly Choice[] => {
      const ids = many ? value[`selected_${what}s`] : [value[`selected_${what}`]];
      return Array.isArray(ids) ? ids.map(named).filter((choice) => choice !== undefined) : [];
    },
    write: (choices: readonly Choice[]): FieldValue => {
      const ids = choices.map((choice) => choice.value);
      return many ? { [`selected_${what}s`]: ids } : { [`selected_${what}`]: ids[0] ?? null };
    },
  };
}

/** Choices whose words contain every word typed. */
export function matching(choices: readonly Choice[], query: string): readonly Choice[] {
  const words = query.toLowerCase().split(/\s+/);
  return choices.filter((choice) => {
    const text = `${choice.label} ${choice.description ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
