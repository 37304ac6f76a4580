import { useHost } from '../blocks/host.ts';
import { asRecords, asString, type JsonRecord } from '../blocks/json.ts';
import { useField } from '../blocks/use-field.ts';
import { ActFailure } from './act-failure.tsx';
import { ChoiceList } from './choice-list.tsx';
import type { ElementProps } from './element.tsx';
import { useAct } from './use-act.ts';

export function CheckboxesElement({ element, blockId, dispatch, labelledBy, describedBy }: ElementProps) {
  const { key } = useHost();
  const [field, write] = useField(element, blockId);
  const act = useAct(element, blockId);
  const chosen = asRecords(field['selected_options']);
  const toggle = async (option: JsonRecord, on: boolean) => {
    const others = chosen.filter((one) => one['value'] !== option['value']);
    const next = on ? [...others, option] : others;
    write({ selected_options: next });
    // The contract's `selected` is one string: the ticked values, separated by commas.
    const told = !dispatch || (await act.run(next.map((one) => asString(one['value'])).join(',')));
    if (!told) write({ selected_options: chosen });
  };
  return (
    <span class="element">
      <ChoiceList
        type="checkbox"
        name={`${key}/${blockId}/${asString(element['action_id'])}`}
        options={element['options']}
        chosen={chosen.map((option) => asString(option['value']))}
        labelledBy={labelledBy}
        describedBy={describedBy}
        onToggle={(option, on) => void toggle(option, on)}
      />
      <ActFailure failure={act.failure} />
    </span>
  );
}
