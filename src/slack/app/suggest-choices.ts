import type { PlainTextOption } from '@slack/types';
import type { ChoiceSource } from '../../core/input.ts';
import { fieldsOf } from '../../core/input.ts';
import type { Actor } from '../../core/people.ts';
import { fieldOfBlock, optionOf } from '../forms/field-block.ts';
import { unpackState } from '../forms/packed-state.ts';
import { limits } from '../rendering/limits.ts';
import { ackWithinMs, type SlackContext } from './slack-context.ts';
import { within } from './within.ts';

/** Sources whose ids may be typed though the search does not show them (older than its window, or found too slowly). */
const open: readonly ChoiceSource[] = ['instance', 'image', 'run', 'pipeline'];

/** A search in a form's select, as much of it as is used. */
export interface Search {
  readonly actor: Actor;
  readonly metadata: string;
  readonly blockId: string;
  readonly query: string;
}

/** Live choices for a field. Slow or failed searches show nothing but what was typed: the plan checks it anyway. */
export async function suggestChoices(context: SlackContext, search: Search): Promise<readonly PlainTextOption[]> {
  const command = context.catalogue.commands.get(unpackState(search.metadata)?.command ?? '');
  const name = fieldOfBlock(search.blockId);
  const source = command && fieldsOf(command.input).find((field) => field.name === name)?.choices;
  if (!source) return [];
  const query = search.query.trim();
  const work = context.intake.choices(source, query, search.actor).catch((error: unknown) => {
    context.log.warn({ err: error, source }, 'choices could not be searched');
    return [];
  });
  const outcome = await within(work, ackWithinMs);
  const found = (outcome.inTime ? outcome.value : [])
    .filter(({ value }) => value !== '' && value.length <= limits.optionValue)
    .slice(0, limits.options - 1)
    .map(({ value, label, hint }) => optionOf(label, value, hint));
  const canType = query !== '' && query.length <= limits.optionValue && open.includes(source);
  const typed = canType && !found.some(({ value }) => value === query) ? [optionOf(`Use “${query}”`, query)] : [];
  return [...found, ...typed];
}
