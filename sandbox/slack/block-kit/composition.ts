import { isJson } from '../json.ts';
import { boolean, byType, type Check, complain, list, object, oneOf, string } from './check.ts';

/** `plain_text` of at most `max` characters. Empty text is refused everywhere. */
export function plainText(max: number): Check {
  return byType(() => ({ plain_text: textObject('plain_text', max) }));
}

export function anyText(max: number): Check {
  return byType(() => ({ plain_text: textObject('plain_text', max), mrkdwn: textObject('mrkdwn', max) }));
}

export function mrkdwn(max: number): Check {
  return byType(() => ({ mrkdwn: textObject('mrkdwn', max) }));
}

function textObject(type: 'plain_text' | 'mrkdwn', max: number): Check {
  const fields = { type: oneOf(type), text: string({ min: 1, max }) };
  return object(fields, type === 'plain_text' ? { emoji: boolean } : { verbatim: boolean });
}

/**
 * An option. The documentation says 150 characters for `value`, the types say 75; the smaller is enforced, because
 * whoever keeps it is right in both cases.
 */
export function option(text: Check, withUrl = false): Check {
  return object(
    { text, value: string({ min: 1, max: 75 }) },
    { description: anyText(75), ...(withUrl ? { url: string({ max: 3000 }) } : {}) },
  );
}

export const selectOption = option(plainText(75));

const optionGroup = object({ label: plainText(75), options: list(selectOption, { min: 1, max: 100 }) });

export const selectChoices = {
  options: list(selectOption, { min: 1, max: 100 }),
  option_groups: list(optionGroup, { min: 1, max: 100 }),
};

/** A select has options or groups of options, never both, and its initial option is one of them. */
export const coherentChoices: Check = (value, at) => {
  if (!isJson(value)) return;
  const flat = Array.isArray(value['options']) ? value['options'] : undefined;
  const groups = Array.isArray(value['option_groups']) ? value['option_groups'] : undefined;
  if ((flat === undefined) === (groups === undefined)) {
    return complain(at, 'must have either options or option_groups');
  }
  const offered: unknown[] =
    flat ?? (groups ?? []).flatMap((group: unknown) => (isJson(group) ? group['options'] : []));
  const values = new Set(offered.map((each) => (isJson(each) ? each['value'] : undefined)));
  const initial = value['initial_option'] === undefined ? value['initial_options'] : [value['initial_option']];
  if (!Array.isArray(initial)) return;
  for (const each of initial as unknown[]) {
    if (isJson(each) && !values.has(each['value'])) complain(at, 'initial_option is not one of the options');
  }
};

export const confirm = object(
  { title: plainText(100), text: anyText(300), confirm: plainText(30), deny: plainText(30) },
  { style: oneOf('primary', 'danger') },
);

export const dispatchActionConfig = object(
  {},
  {
    trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), { min: 1, max: 2 }),
  },
);

const slackFile = object({}, { id: string({ min: 1 }), url: string({ min: 1 }) });

/** The fields of an image, block or element. Exactly one source is asked for. */
export const imageSource = { image_url: string({ min: 1, max: 3000 }), slack_file: slackFile };

export const oneImageSource: Check = (value, at) => {
  if (!isJson(value)) return;
  if ((value['image_url'] === undefined) === (value['slack_file'] === undefined)) {
    complain(at, 'must have either image_url or slack_file');
  }
};
