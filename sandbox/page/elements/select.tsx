import { asString, textOf } from '../blocks/json.ts';
import { useField } from '../blocks/use-field.ts';
import type { FieldValue } from '../state/page-state.ts';
import { ActFailure } from './act-failure.tsx';
import type { Choice } from './choice.ts';
import { Combobox } from './combobox.tsx';
import type { ElementProps } from './element.tsx';
import { useAct } from './use-act.ts';

interface SelectProps extends ElementProps {
  readonly choices: readonly Choice[];
  readonly emptyText: string;
  onQuery(query: string): void;
  /** Value object to choices, and back. */
  read(value: FieldValue): readonly Choice[];
  write(choices: readonly Choice[]): FieldValue;
}

/** What all selects share: one or many, tell the app at once or with the form. */
export function Select({ read, write, choices, emptyText, onQuery, ...props }: SelectProps) {
  const { element, blockId, dispatch } = props;
  const [field, setField] = useField(element, blockId);
  const act = useAct(element, blockId);
  const chosen = read(field);
  const multiple = asString(element['type']).startsWith('multi_');

  const change = async (next: readonly Choice[]) => {
    setField(write(next));
    if (!dispatch) return;
    const told = await act.run(next.map((choice) => choice.value).join(','));
    if (!told) setField(write(chosen));
  };
  const without = (choice: Choice) => chosen.filter((one) => one.value !== choice.value);

  return (
    <span class={dispatch ? 'element' : 'element element-wide'}>
      <Combobox
        choices={choices}
        chosen={chosen}
        multiple={multiple}
        placeholder={textOf(element['placeholder']) || 'Select an option'}
        actionId={asString(element['action_id'])}
        emptyText={emptyText}
        labelledBy={props.labelledBy}
        describedBy={props.describedBy}
        required={props.required}
        onQuery={onQuery}
        onPick={(choice) => void change(multiple ? [...without(choice), choice] : [choice])}
        onRemove={(choice) => void change(without(choice))}
      />
      <ActFailure failure={act.failure} />
    </span>
  );
}
