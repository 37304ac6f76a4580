import type { FieldValue } from '../state/page-state.ts';
import { asRecords, asString, isRecord, type JsonRecord } from './json.ts';

const orNull = (value: unknown) => value ?? null;

type Reader = (element: JsonRecord) => FieldValue;

const text: Reader = (element) => ({ value: asString(element['initial_value']) || null });
const pickOne: Reader = (element) => ({ selected_option: orNull(element['initial_option']) });
const pickMany: Reader = (element) => ({ selected_options: asRecords(element['initial_options']) });

/** Every element that keeps a value, and what Slack sends for it before anybody touched it. */
const readers: Readonly<Record<string, Reader>> = {
  plain_text_input: text,
  email_text_input: text,
  url_text_input: text,
  number_input: text,
  static_select: pickOne,
  external_select: pickOne,
  radio_buttons: pickOne,
  checkboxes: pickMany,
  multi_static_select: pickMany,
  multi_external_select: pickMany,
  datepicker: (element) => ({ selected_date: orNull(element['initial_date']) }),
  timepicker: (element) => ({ selected_time: orNull(element['initial_time']) }),
  users_select: (element) => ({ selected_user: orNull(element['initial_user']) }),
  multi_users_select: (element) => ({ selected_users: element['initial_users'] ?? [] }),
  conversations_select: (element) => ({ selected_conversation: orNull(element['initial_conversation']) }),
  multi_conversations_select: (element) => ({ selected_conversations: element['initial_conversations'] ?? [] }),
  multi_channels_select: (element) => ({ selected_channels: element['initial_channels'] ?? [] }),
  channels_select: (element) => ({ selected_channel: orNull(element['initial_channel']) }),
};

/** The element's value object in `state.values`, or `undefined` for a button and other stateless ones. */
export function initialValue(element: JsonRecord): FieldValue | undefined {
  const type = asString(element['type']);
  const read = readers[type];
  return read ? { type, ...read(element) } : undefined;
}

/** Did the person leave it empty? */
export function isEmptyValue(value: FieldValue): boolean {
  return Object.entries(value).every(
    ([key, part]) => key === 'type' || part === null || part === '' || (Array.isArray(part) && part.length === 0),
  );
}

/** The stateful elements of a view's blocks, with the block they stand in. */
export function statefulElements(
  blocks: readonly JsonRecord[],
): readonly { readonly block: JsonRecord; readonly blockId: string; readonly element: JsonRecord }[] {
  return blocks.flatMap((block, index) => {
    const elements = [block['element'], block['accessory'], ...asRecords(block['elements'])].filter(isRecord);
    const blockId = blockIdOf(block, index);
    return elements.flatMap((element) => (initialValue(element) ? [{ block, blockId, element }] : []));
  });
}

/** Slack names blocks that have no id; the fake does too. The place is only the last resort. */
export function blockIdOf(block: JsonRecord, index: number): string {
  return asString(block['block_id']) || `block-${index}`;
}
