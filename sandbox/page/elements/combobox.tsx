import { useId, useRef, useState } from 'preact/hooks';
import { Plain } from '../text/text-object.tsx';
import type { Choice } from './choice.ts';
import { ChoiceOptions } from './choice-options.tsx';
import { Popup } from './popup.tsx';
import { useListKeys } from './use-list-keys.ts';

export interface ComboboxProps {
  readonly choices: readonly Choice[];
  readonly chosen: readonly Choice[];
  readonly multiple: boolean;
  readonly placeholder: string;
  readonly actionId: string;
  /** What the list says when it is empty. */
  readonly emptyText: string;
  readonly labelledBy?: string | undefined;
  readonly describedBy?: string | undefined;
  readonly required?: boolean | undefined;
  onQuery(query: string): void;
  onPick(choice: Choice): void;
  onRemove(choice: Choice): void;
}

/** Slack's select: a field one types into, with a list under it. */
export function Combobox(props: ComboboxProps) {
  const { choices, chosen, multiple } = props;
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState('');
  const anchor = useRef<HTMLDivElement>(null);
  const listId = useId();

  const ask = (text: string) => {
    setQuery(text);
    props.onQuery(text);
  };
  const show = () => {
    if (open) return;
    setOpen(true);
    ask('');
  };
  const hide = () => {
    setOpen(false);
    setQuery('');
  };
  const pick = (choice: Choice) => {
    hide();
    props.onPick(choice);
  };
  const keys = useListKeys({
    open,
    count: choices.length,
    show,
    onPick: (index) => choices[index] && pick(choices[index]),
  });
  const shown = open ? query : multiple ? '' : (chosen[0]?.label ?? '');

  return (
    <div class="combobox" ref={anchor}>
      {multiple &&
        chosen.map((choice) => (
          <button key={choice.value} type="button" class="chip" onClick={() => props.onRemove(choice)}>
            <Plain text={choice.label} />
            <span aria-hidden="true"> ×</span>
            <span class="unseen"> remove</span>
          </button>
        ))}
      <input
        class="input combobox-input"
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        data-action={props.actionId}
        aria-expanded={open}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={open && choices.length > 0 ? `${listId}-${keys.active}` : undefined}
        aria-labelledby={props.labelledBy}
        aria-label={props.labelledBy ? undefined : props.placeholder}
        aria-describedby={props.describedBy}
        aria-invalid={props.describedBy !== undefined}
        aria-required={props.required}
        placeholder={chosen[0] && !multiple ? chosen[0].label : props.placeholder}
        value={shown}
        onClick={show}
        onInput={(event) => {
          setOpen(true);
          ask(event.currentTarget.value);
          keys.reset();
        }}
        onKeyDown={keys.onKeyDown}
        onBlur={(event) => {
          // A click into the list is not a way out of it.
          if (!(event.relatedTarget instanceof Element && event.relatedTarget.closest('.popup'))) hide();
        }}
      />
      {open && (
        <Popup anchor={anchor} onClose={hide}>
          <ChoiceOptions
            id={listId}
            choices={choices}
            chosen={chosen}
            active={keys.active}
            emptyText={props.emptyText}
            onPick={pick}
          />
        </Popup>
      )}
    </div>
  );
}
