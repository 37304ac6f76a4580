import { describe, it } from 'vitest';
import {
  actions,
  button,
  confirm,
  expectLimit,
  input,
  type Limit,
  many,
  option,
  plain,
  select,
  textInput,
  x,
} from './block-builders.ts';

const limits: readonly Limit[] = [
  ['actions 25', [actions(...many(25, () => button()))], [actions(...many(26, () => button()))], '/blocks/0/elements'],
  ['actions not empty', [actions(button())], [actions()], '/blocks/0/elements'],
  [
    'button text 75',
    [actions(button({ text: plain(75) }))],
    [actions(button({ text: plain(76) }))],
    '/blocks/0/elements/0/text/text',
  ],
  [
    'button value 2000',
    [actions(button({ value: x(2000) }))],
    [actions(button({ value: x(2001) }))],
    '/blocks/0/elements/0/value',
  ],
  [
    'button url 3000',
    [actions(button({ url: x(3000) }))],
    [actions(button({ url: x(3001) }))],
    '/blocks/0/elements/0/url',
  ],
  [
    'button style',
    [actions(button({ style: 'danger' }))],
    [actions(button({ style: 'default' }))],
    '/blocks/0/elements/0/style',
  ],
  [
    'accessibility label 75',
    [actions(button({ accessibility_label: x(75) }))],
    [actions(button({ accessibility_label: x(76) }))],
    '/blocks/0/elements/0/accessibility_label',
  ],
  [
    'action_id 255',
    [actions(button({ action_id: x(255) }))],
    [actions(button({ action_id: x(256) }))],
    '/blocks/0/elements/0/action_id',
  ],
  [
    'action_id unique',
    [actions(button({ action_id: 'a' }), button({ action_id: 'b' }))],
    [actions(button({ action_id: 'a' }), button({ action_id: 'a' }))],
    '/blocks/0/elements/1/action_id',
  ],
  [
    'confirm title 100',
    [actions(button({ confirm: confirm(100, 1, 1) }))],
    [actions(button({ confirm: confirm(101, 1, 1) }))],
    '/blocks/0/elements/0/confirm/title/text',
  ],
  [
    'confirm text 300',
    [actions(button({ confirm: confirm(1, 300, 1) }))],
    [actions(button({ confirm: confirm(1, 301, 1) }))],
    '/blocks/0/elements/0/confirm/text/text',
  ],
  [
    'confirm button 30',
    [actions(button({ confirm: confirm(1, 1, 30) }))],
    [actions(button({ confirm: confirm(1, 1, 31) }))],
    '/blocks/0/elements/0/confirm/confirm/text',
  ],
  [
    '100 options',
    [select({ options: many(100, option) })],
    [select({ options: many(101, option) })],
    '/blocks/0/elements/0/options',
  ],
  ['options not empty', [select({ options: [option(1)] })], [select({ options: [] })], '/blocks/0/elements/0/options'],
  [
    'option text 75',
    [select({ options: [option(1, { text: plain(75) })] })],
    [select({ options: [option(1, { text: plain(76) })] })],
    '/blocks/0/elements/0/options/0/text/text',
  ],
  [
    'option value 75',
    [select({ options: [option(1, { value: x(75) })] })],
    [select({ options: [option(1, { value: x(76) })] })],
    '/blocks/0/elements/0/options/0/value',
  ],
  [
    'option description 75',
    [select({ options: [option(1, { description: plain(75) })] })],
    [select({ options: [option(1, { description: plain(76) })] })],
    '/blocks/0/elements/0/options/0/description/text',
  ],
  [
    '100 groups',
    [select({ option_groups: many(100, (index) => ({ label: plain(3), options: [option(index)] })) })],
    [select({ option_groups: many(101, (index) => ({ label: plain(3), options: [option(index)] })) })],
    '/blocks/0/elements/0/option_groups',
  ],
  ['options or groups', [select({ options: [option(1)] })], [select({})], '/blocks/0/elements/0'],
  [
    'initial option offered',
    [select({ options: [option(1)], initial_option: option(1) })],
    [select({ options: [option(1)], initial_option: option(2) })],
    '/blocks/0/elements/0',
  ],
  [
    'placeholder 150',
    [select({ options: [option(1)], placeholder: plain(150) })],
    [select({ options: [option(1)], placeholder: plain(151) })],
    '/blocks/0/elements/0/placeholder/text',
  ],
  [
    'overflow 5',
    [actions({ type: 'overflow', options: many(5, option) })],
    [actions({ type: 'overflow', options: many(6, option) })],
    '/blocks/0/elements/0/options',
  ],
  [
    'checkboxes 10',
    [actions({ type: 'checkboxes', options: many(10, option) })],
    [actions({ type: 'checkboxes', options: many(11, option) })],
    '/blocks/0/elements/0/options',
  ],
  [
    'input label 2000',
    [input(textInput, { label: plain(2000) })],
    [input(textInput, { label: plain(2001) })],
    '/blocks/0/label/text',
  ],
  [
    'input hint 2000',
    [input(textInput, { hint: plain(2000) })],
    [input(textInput, { hint: plain(2001) })],
    '/blocks/0/hint/text',
  ],
  ['input takes no button', [input(textInput)], [input(button())], '/blocks/0/element/type'],
  [
    'max_length 3000',
    [input({ ...textInput, max_length: 3000 })],
    [input({ ...textInput, max_length: 3001 })],
    '/blocks/0/element/max_length',
  ],
  ['no unknown element', [actions(button())], [actions({ type: 'lever' })], '/blocks/0/elements/0/type'],
  [
    'number input only in modals',
    [input(textInput)],
    [input({ type: 'number_input', is_decimal_allowed: false })],
    '/blocks/0/element/type',
  ],
];

describe('elements', () => {
  it.each(limits)('%s', (_name, inside, outside, pointer) => expectLimit(inside, outside, pointer));
});
