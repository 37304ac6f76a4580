import { useHost } from '../blocks/host.ts';
import { asRecord, asString, type JsonRecord } from '../blocks/json.ts';
import { useField } from '../blocks/use-field.ts';
import { ActFailure } from './act-failure.tsx';
import { ChoiceList } from './choice-list.tsx';
import type { ElementProps } from './element.tsx';
import { useAct } from './use-act.ts';

export function RadioElement({ element, blockId, dispatch, labelledBy, describedBy }: ElementProps) {
  const { key } = useHost();
  const [field, write] = useField(element, blockId);
  const act = useAct(element, blockId);
  const pick = async (option: JsonRecord) => {
    const before = field['selected_option'] ?? null;
    write({ selected_option: option });
    if (dispatch && !(await act.run(asString(option['value'])))) write({ selected_option: before });
  };
  return (
    <span class="element">
      <ChoiceList
        type="radio"
        name={`${key}/${blockId}/${asString(element['action_id'])}`}
        options={element['options']}
        chosen={[asString(asRecord(field['selected_option'])['value'])]}
        labelledBy={labelledBy}
        describedBy={describedBy}
        onToggle={(option) => void pick(option)}
      />
      <ActFailure failure={act.failure} />
    </span>
  );
}
