import type { ComponentType } from 'preact';
import { Picture } from '../blocks/image-block.tsx';
import { asString, type JsonRecord } from '../blocks/json.ts';
import { ButtonElement } from './button-element.tsx';
import { CheckboxesElement } from './checkboxes-element.tsx';
import { ExternalSelect } from './external-select.tsx';
import { OverflowElement } from './overflow-element.tsx';
import { ConversationsSelect, UsersSelect } from './people-selects.tsx';
import { RadioElement } from './radio-element.tsx';
import { StaticSelect } from './static-select.tsx';
import { DatePicker, NumberInput, TextInput, TimePicker } from './typed-inputs.tsx';

export interface ElementProps {
  readonly element: JsonRecord;
  readonly blockId: string;
  /** Does a change tell the app at once? Always outside of input blocks. */
  readonly dispatch: boolean;
  readonly labelledBy?: string | undefined;
  readonly describedBy?: string | undefined;
  readonly required?: boolean | undefined;
}

function ImageElement({ element }: ElementProps) {
  return <Picture image={element} />;
}

const drawers: Readonly<Record<string, ComponentType<ElementProps>>> = {
  button: ButtonElement,
  image: ImageElement,
  overflow: OverflowElement,
  checkboxes: CheckboxesElement,
  radio_buttons: RadioElement,
  plain_text_input: TextInput,
  email_text_input: TextInput,
  url_text_input: TextInput,
  number_input: NumberInput,
  datepicker: DatePicker,
  timepicker: TimePicker,
  static_select: StaticSelect,
  multi_static_select: StaticSelect,
  external_select: ExternalSelect,
  multi_external_select: ExternalSelect,
  users_select: UsersSelect,
  multi_users_select: UsersSelect,
  conversations_select: ConversationsSelect,
  channels_select: ConversationsSelect,
  multi_conversations_select: ConversationsSelect,
  multi_channels_select: ConversationsSelect,
};

/** One interactive element of a block. */
export function Element(props: ElementProps) {
  const type = asString(props.element['type']);
  const Draw = drawers[type];
  return Draw ? <Draw {...props} /> : <span class="unknown-block">The sandbox does not draw “{type}”.</span>;
}
