import { isJson } from '../json.ts';
import {
  all,
  anything,
  boolean,
  byType,
  type Check,
  complain,
  integer,
  into,
  list,
  object,
  oneOf,
  type Surface,
  string,
} from './check.ts';
import {
  anyText,
  coherentChoices,
  confirm,
  dispatchActionConfig,
  imageSource,
  oneImageSource,
  option,
  plainText,
  selectChoices,
  selectOption,
} from './composition.ts';
import { richTextBlock } from './rich-text.ts';

const id = string({ min: 1, max: 255 });
const focus = { focus_on_load: boolean };
const placeholder = { placeholder: plainText(150) };
const date = string({ pattern: /^\d{4}-\d{2}-\d{2}$/ });
const time = string({ pattern: /^\d{2}:\d{2}$/ });
const many = { max_selected_items: integer(1, 100) };
const dispatch = { dispatch_action_config: dispatchActionConfig };

/** An interactive element: `action_id` unique within its block, and only on the surfaces that know it. */
function element(
  type: string,
  required: Readonly<Record<string, Check>>,
  optional: Readonly<Record<string, Check>>,
  surfaces?: readonly Surface[],
): Check {
  const shape = object({ type: oneOf(type), ...required }, { action_id: id, ...optional });
  return (value, at) => {
    if (surfaces !== undefined && !surfaces.includes(at.report.surface)) {
      return complain(into(at, 'type'), `unsupported type: ${type}`);
    }
    shape(value, at);
    const actionId = isJson(value) ? value['action_id'] : undefined;
    if (typeof actionId !== 'string') return;
    if (at.report.actionIds.has(actionId)) complain(into(at, 'action_id'), `duplicate action_id: ${actionId}`);
    at.report.actionIds.add(actionId);
  };
}

function pickers(): Record<string, Check> {
  const common = { ...placeholder, ...focus, confirm };
  const filter = object(
    {},
    { include: anything, exclude_external_shared_channels: boolean, exclude_bot_users: boolean },
  );
  const conversation = { default_to_current_conversation: boolean, filter };
  const ids = list(id, { max: 100 });
  const query = { min_query_length: integer(0, 100) };
  const initials = { initial_options: list(selectOption, { min: 1, max: 100 }) };
  return {
    static_select: all(
      element('static_select', {}, { ...selectChoices, initial_option: selectOption, ...common }),
      coherentChoices,
    ),
    external_select: element('external_select', {}, { initial_option: selectOption, ...query, ...common }),
    users_select: element('users_select', {}, { initial_user: id, ...common }),
    conversations_select: element(
      'conversations_select',
      {},
      {
        initial_conversation: id,
        response_url_enabled: boolean,
        ...conversation,
        ...common,
      },
    ),
    channels_select: element('channels_select', {}, { initial_channel: id, response_url_enabled: boolean, ...common }),
    multi_static_select: all(
      element('multi_static_select', {}, { ...selectChoices, ...initials, ...many, ...common }),
      coherentChoices,
    ),
    multi_external_select: element('multi_external_select', {}, { ...initials, ...query, ...many, ...common }),
    multi_users_select: element('multi_users_select', {}, { initial_users: ids, ...many, ...common }),
    multi_conversations_select: element(
      'multi_conversations_select',
      {},
      {
        initial_conversations: ids,
        ...conversation,
        ...many,
        ...common,
      },
    ),
    multi_channels_select: element('multi_channels_select', {}, { initial_channels: ids, ...many, ...common }),
    datepicker: element('datepicker', {}, { initial_date: date, ...common }),
    timepicker: element('timepicker', {}, { initial_time: time, timezone: string({ min: 1 }), ...common }),
    datetimepicker: element(
      'datetimepicker',
      {},
      { initial_date_time: integer(1_000_000_000, 9_999_999_999), confirm, ...focus },
      ['message', 'modal'],
    ),
  };
}

function choices(): Record<string, Check> {
  const boxes = option(anyText(75));
  const ten = { options: list(boxes, { min: 1, max: 10 }) };
  return {
    checkboxes: all(
      element('checkboxes', ten, { initial_options: list(boxes, { min: 1, max: 10 }), confirm, ...focus }),
      coherentChoices,
    ),
    radio_buttons: all(element('radio_buttons', ten, { initial_option: boxes, confirm, ...focus }), coherentChoices),
    overflow: element('overflow', { options: list(option(plainText(75), true), { min: 1, max: 5 }) }, { confirm }),
  };
}

function buttons(): Record<string, Check> {
  const style = oneOf('primary', 'danger');
  const label = { accessibility_label: string({ min: 1, max: 75 }) };
  const feedback = object({ text: plainText(75), value: string({ max: 2000 }) }, label);
  return {
    button: element(
      'button',
      { text: plainText(75) },
      { url: string({ max: 3000 }), value: string({ max: 2000 }), style, confirm, ...label },
    ),
    workflow_button: element('workflow_button', { text: plainText(75), workflow: anything }, { style, ...label }, [
      'message',
    ]),
    icon_button: element(
      'icon_button',
      { icon: oneOf('trash'), text: plainText(75) },
      { value: string({ max: 2000 }), confirm, visible_to_user_ids: list(id, { max: 100 }), ...label },
      ['message'],
    ),
    feedback_buttons: element('feedback_buttons', { positive_button: feedback, negative_button: feedback }, {}, [
      'message',
    ]),
  };
}

function inputs(): Record<string, Check> {
  const written = { ...placeholder, ...focus, ...dispatch };
  const short = { initial_value: string({ min: 1, max: 3000 }), ...written };
  const length = { min_length: integer(0, 3000), max_length: integer(1, 3000) };
  const figure = string({ min: 1, pattern: /^-?\d+(\.\d+)?$/ });
  return {
    plain_text_input: element('plain_text_input', {}, { multiline: boolean, ...length, ...short }),
    email_text_input: element('email_text_input', {}, short, ['modal']),
    url_text_input: element('url_text_input', {}, short, ['modal']),
    number_input: element(
      'number_input',
      { is_decimal_allowed: boolean },
      { initial_value: figure, min_value: figure, max_value: figure, ...written },
      ['modal'],
    ),
    file_input: element(
      'file_input',
      {},
      { filetypes: list(string({ min: 1 }), { max: 100 }), max_files: integer(1, 10) },
      ['modal'],
    ),
    rich_text_input: element('rich_text_input', {}, { initial_value: richTextBlock, ...written }, ['modal', 'home']),
  };
}

const image = all(
  object({ type: oneOf('image'), alt_text: string({ min: 1, max: 2000 }) }, imageSource),
  oneImageSource,
);

const elements: Readonly<Record<string, Check>> = {
  ...pickers(),
  ...choices(),
  ...buttons(),
  ...inputs(),
  image,
  plain_text: plainText(3000),
  mrkdwn: anyText(3000),
};

const selects = Object.keys(pickers());
const boxes = ['checkboxes', 'radio_buttons'];
const acting = [...selects, ...boxes, 'overflow', 'button', 'workflow_button'];

export const imageElement = byType(() => elements, ['image']);
export const buttonElement = byType(() => elements, ['button']);
export const accessory = byType(() => elements, [...acting, 'image']);
export const actionsElement = byType(() => elements, [...acting, 'rich_text_input']);
export const inputElement = byType(() => elements, [...selects, ...boxes, ...Object.keys(inputs())]);
export const contextElement = byType(() => elements, ['image', 'plain_text', 'mrkdwn']);
export const contextActionsElement = byType(() => elements, ['feedback_buttons', 'icon_button']);
