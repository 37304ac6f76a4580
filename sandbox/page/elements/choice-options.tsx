import { useEffect, useRef } from 'preact/hooks';
import { Plain } from '../text/text-object.tsx';
import type { Choice } from './choice.ts';

interface ChoiceOptionsProps {
  readonly id: string;
  readonly choices: readonly Choice[];
  readonly chosen: readonly Choice[];
  readonly active: number;
  readonly emptyText: string;
  onPick(choice: Choice): void;
}

/** The open list of a select, with group headings. */
export function ChoiceOptions({ id, choices, chosen, active, emptyText, onPick }: ChoiceOptionsProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[data-active="true"]')?.scrollIntoView({ block: 'nearest' });
  });
  return (
    <div id={id} class="options" role="listbox" ref={list} aria-label="Options" tabIndex={-1}>
      {choices.length === 0 && <p class="options-empty">{emptyText}</p>}
      {choices.map((choice, index) => (
        <div key={`${choice.group ?? ''}/${choice.value}`}>
          {choice.group && choice.group !== choices[index - 1]?.group && (
            <div class="options-group">{choice.group}</div>
          )}
          <div
            id={`${id}-${index}`}
            class="option"
            role="option"
            tabIndex={-1}
            data-active={index === active}
            aria-selected={chosen.some((one) => one.value === choice.value)}
            // Before the field loses its focus, or the list would be gone at the click.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onPick(choice)}
            onKeyDown={(event) => event.key === 'Enter' && onPick(choice)}
          >
            <span class="option-label">
              <Plain text={choice.label} />
            </span>
            {choice.description && (
              <span class="option-description">
                <Plain text={choice.description} />
              </span>
            )}
          </div>
        </div>
      ))}
    </div>
  );
}
