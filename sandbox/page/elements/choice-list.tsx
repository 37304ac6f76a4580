import { asRecords, asString, isRecord, type JsonRecord } from '../blocks/json.ts';
import { TextObject } from '../text/text-object.tsx';

interface ChoiceListProps {
  readonly type: 'checkbox' | 'radio';
  readonly name: string;
  readonly options: unknown;
  readonly chosen: readonly string[];
  readonly labelledBy?: string | undefined;
  readonly describedBy?: string | undefined;
  onToggle(option: JsonRecord, on: boolean): void;
}

/** Options with a box or a circle before them, and a description under them. */
export function ChoiceList(props: ChoiceListProps) {
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles it can have do support being labelled.
    <div
      class="choices"
      role={props.type === 'radio' ? 'radiogroup' : 'group'}
      aria-labelledby={props.labelledBy}
      aria-describedby={props.describedBy}
    >
      {asRecords(props.options).map((option) => {
        const value = asString(option['value']);
        return (
          <label key={value} class="choice">
            <input
              type={props.type}
              name={props.name}
              value={value}
              checked={props.chosen.includes(value)}
              onChange={(event) => props.onToggle(option, event.currentTarget.checked)}
            />
            <span>
              <TextObject value={option['text']} />
              {isRecord(option['description']) && (
                <span class="choice-description">
                  <TextObject value={option['description']} />
                </span>
              )}
            </span>
          </label>
        );
      })}
    </div>
  );
}
