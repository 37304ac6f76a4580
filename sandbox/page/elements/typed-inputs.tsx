import { asNumber, asRecord, asString, textOf } from '../blocks/json.ts';
import { useField } from '../blocks/use-field.ts';
import { ActFailure } from './act-failure.tsx';
import type { ElementProps } from './element.tsx';
import { useAct } from './use-act.ts';

/** What every input field says about itself. */
function describe({ element, labelledBy, describedBy, required }: ElementProps) {
  return {
    'data-action': asString(element['action_id']),
    'aria-labelledby': labelledBy,
    'aria-label': labelledBy ? undefined : textOf(element['placeholder']) || asString(element['action_id']),
    'aria-describedby': describedBy,
    'aria-invalid': describedBy !== undefined,
    'aria-required': required,
    placeholder: textOf(element['placeholder']) || undefined,
    autofocus: element['focus_on_load'] === true,
  };
}

const kinds: Readonly<Record<string, 'email' | 'url'>> = { email_text_input: 'email', url_text_input: 'url' };

export function TextInput(props: ElementProps) {
  const { element, blockId, dispatch } = props;
  const [field, write] = useField(element, blockId);
  const act = useAct(element, blockId);
  const triggers = asRecord(element['dispatch_action_config'])['trigger_actions_on'];
  const onEachKey = Array.isArray(triggers) && triggers.includes('on_character_entered');
  const type = (text: string) => {
    write({ value: text === '' ? null : text });
    if (dispatch && onEachKey) void act.run(text);
  };
  const common = {
    ...describe(props),
    class: 'input',
    value: asString(field['value']),
    maxLength: asNumber(element['max_length']) ?? 3000,
  };
  if (element['multiline'] === true) {
    return <textarea {...common} rows={4} onInput={(event) => type(event.currentTarget.value)} />;
  }
  const enter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !dispatch || onEachKey) return;
    // Otherwise Enter would submit the modal.
    event.preventDefault();
    void act.run(asString(field['value']));
  };
  const kind = kinds[asString(element['type'])] ?? 'text';
  return (
    <span class="element element-wide">
      <input
        {...common}
        type="text"
        inputMode={kind}
        autocomplete="off"
        onInput={(event) => type(event.currentTarget.value)}
        onKeyDown={enter}
      />
      <ActFailure failure={act.failure} />
    </span>
  );
}

export function NumberInput(props: ElementProps) {
  const [field, write] = useField(props.element, props.blockId);
  return (
    <input
      {...describe(props)}
      class="input input-short"
      type="number"
      min={asString(props.element['min_value']) || undefined}
      max={asString(props.element['max_value']) || undefined}
      step={props.element['is_decimal_allowed'] === true ? 'any' : 1}
      value={asString(field['value'])}
      onInput={(event) => write({ value: event.currentTarget.value || null })}
    />
  );
}

export function DatePicker(props: ElementProps) {
  return <Picker {...props} type="date" part="selected_date" />;
}

export function TimePicker(props: ElementProps) {
  return <Picker {...props} type="time" part="selected_time" />;
}

function Picker(props: ElementProps & { readonly type: 'date' | 'time'; readonly part: string }) {
  const { element, blockId, dispatch, type, part } = props;
  const [field, write] = useField(element, blockId);
  const act = useAct(element, blockId);
  const pick = (value: string) => {
    write({ [part]: value || null });
    if (dispatch) void act.run(value);
  };
  return (
    <span class="element">
      <input
        {...describe(props)}
        class="input input-short"
        type={type}
        value={asString(field[part])}
        onChange={(event) => pick(event.currentTarget.value)}
      />
      <ActFailure failure={act.failure} />
    </span>
  );
}
