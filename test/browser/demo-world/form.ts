import type { SlackView } from '../../../sandbox/contract.ts';
import { option } from './cards.ts';

const plain = (text: string) => ({ type: 'plain_text', text });

/** A modal with every kind of field. */
export function demoForm(user: string, id: string, errors: SlackView['errors'] = {}): SlackView {
  return {
    id,
    hash: `${id}.1`,
    user,
    type: 'modal',
    callback_id: 'demo',
    title: 'Create an image',
    submit: 'Create',
    close: 'Cancel',
    private_metadata: '',
    errors,
    blocks: [
      {
        type: 'section',
        block_id: 'intro',
        text: { type: 'mrkdwn', text: 'The instance is *not* rebooted unless you ask for it.' },
      },
      {
        type: 'input',
        block_id: 'instance',
        label: plain('Instance'),
        element: {
          type: 'external_select',
          action_id: 'instance',
          min_query_length: 2,
          placeholder: plain('Search by name or id'),
        },
      },
      {
        type: 'input',
        block_id: 'name',
        label: plain('Name'),
        hint: plain('3 to 128 characters'),
        element: { type: 'plain_text_input', action_id: 'name', placeholder: plain('web-2026-11-23') },
      },
      {
        type: 'input',
        block_id: 'reason',
        optional: true,
        label: plain('Reason'),
        element: { type: 'plain_text_input', action_id: 'reason', multiline: true },
      },
      {
        type: 'input',
        block_id: 'reboot',
        label: plain('Consistency'),
        element: {
          type: 'radio_buttons',
          action_id: 'reboot',
          initial_option: option('Leave it running', 'no', 'Crash-consistent disks'),
          options: [
            option('Leave it running', 'no', 'Crash-consistent disks'),
            option('Reboot it', 'yes', 'Clean file systems'),
          ],
        },
      },
      {
        type: 'input',
        block_id: 'regions',
        optional: true,
        label: plain('Also copy to'),
        element: {
          type: 'checkboxes',
          action_id: 'regions',
          options: [option('eu-west-1', 'eu-west-1'), option('us-west-2', 'us-west-2')],
        },
      },
      {
        type: 'input',
        block_id: 'until',
        optional: true,
        label: plain('Deprecate on'),
        element: { type: 'datepicker', action_id: 'until' },
      },
      {
        type: 'input',
        block_id: 'keep',
        optional: true,
        label: plain('Keep how many'),
        element: { type: 'number_input', action_id: 'keep', is_decimal_allowed: false },
      },
      {
        type: 'input',
        block_id: 'tell',
        optional: true,
        label: plain('Tell'),
        element: { type: 'users_select', action_id: 'tell', placeholder: plain('Choose a person') },
      },
    ],
  };
}

export function homeView(user: string): SlackView {
  return {
    id: `VHOME${user}`,
    hash: '1',
    user,
    type: 'home',
    callback_id: 'home',
    title: 'Home',
    private_metadata: '',
    errors: {},
    blocks: [
      { type: 'header', block_id: 'h', text: plain('Waiting for you') },
      {
        type: 'section',
        block_id: 's',
        text: {
          type: 'mrkdwn',
          text: `*Promote web-2026-11-23*\nAsked by <@UROSA> in <#CREQ> · <@${user}> may approve`,
        },
        accessory: { type: 'button', action_id: 'look', text: plain('Look at it') },
      },
      { type: 'divider', block_id: 'd' },
      { type: 'header', block_id: 'h2', text: plain('Compliance at a glance') },
      {
        type: 'section',
        block_id: 's2',
        text: {
          type: 'mrkdwn',
          text: ':large_green_circle: 41 instances from approved images\n:red_circle: 1 violation',
        },
      },
      {
        type: 'context',
        block_id: 'c',
        elements: [{ type: 'mrkdwn', text: 'Looked at <!date^1795430400^{ago}|lately>' }],
      },
      {
        type: 'actions',
        block_id: 'a',
        elements: [{ type: 'button', action_id: 'open-form', style: 'primary', text: plain('Create an image') }],
      },
    ],
  };
}
