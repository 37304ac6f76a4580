import type { BlockJson } from '../../../sandbox/contract.ts';

const mrkdwn = (text: string) => ({ type: 'mrkdwn', text, verbatim: true });
const plain = (text: string) => ({ type: 'plain_text', text, emoji: true });
export const option = (text: string, value: string, description?: string) => ({
  text: plain(text),
  value,
  ...(description ? { description: plain(description) } : {}),
});

/** A card that waits for two votes. */
export function approvalCard(votes: readonly string[]): readonly BlockJson[] {
  const decided = votes.length >= 2;
  const names = votes.map((vote) => `<@${vote}>`).join(' and ');
  return [
    { type: 'header', block_id: 'head', text: plain('Promote web-2026-11-23 to production') },
    {
      type: 'section',
      block_id: 'facts',
      fields: [
        mrkdwn('*Image*\n`ami-0c2f9a51d7e83b640`'),
        mrkdwn('*Account*\nbuild (111122223333)'),
        mrkdwn('*Region*\neu-central-1'),
        mrkdwn('*Asked by*\n<@UROSA>'),
        mrkdwn('*Snapshots*\n1, encrypted with `alias/ami`'),
        mrkdwn('*Expires*\n<!date^1795622400^{date_short_pretty} at {time}|2026-11-25 16:00 UTC>'),
      ],
    },
    {
      type: 'context',
      block_id: 'votes',
      elements: [
        mrkdwn(
          decided
            ? `:white_check_mark: Approved by ${names}. Tag written and read back.`
            : `:hourglass_flowing_sand: *${votes.length} of 2* approvals${names ? `: ${names}` : ''} · document \`7f3a9c\``,
        ),
      ],
    },
    ...(decided
      ? []
      : [
          {
            type: 'actions',
            block_id: 'vote',
            elements: [
              { type: 'button', action_id: 'approve', text: plain('Approve'), style: 'primary', value: '7f3a9c' },
              {
                type: 'button',
                action_id: 'reject',
                text: plain('Reject'),
                style: 'danger',
                confirm: {
                  title: plain('Reject this request?'),
                  text: mrkdwn('The first rejection *ends* it. Rosa will be told.'),
                  confirm: plain('Reject'),
                  deny: plain('Keep it'),
                  style: 'danger',
                },
              },
              { type: 'button', action_id: 'open-form', text: plain('Vote with a note') },
              {
                type: 'overflow',
                action_id: 'more',
                options: [option('Show document', 'document'), option('Withdraw', 'withdraw')],
              },
            ],
          },
        ]),
  ];
}

/** Everything text can do, in one message. */
export const richCard: readonly BlockJson[] = [
  {
    type: 'rich_text',
    block_id: 'rich',
    elements: [
      {
        type: 'rich_text_section',
        elements: [
          { type: 'emoji', name: 'warning' },
          { type: 'text', text: ' Violation: ', style: { bold: true } },
          { type: 'text', text: 'i-0a9b8c7d6e5f40312', style: { code: true } },
          { type: 'text', text: ' runs from an image nobody approved. Owner: ' },
          { type: 'user', user_id: 'UROSA' },
          { type: 'text', text: ', see ' },
          { type: 'channel', channel_id: 'CREQ' },
          { type: 'text', text: ' or the ' },
          { type: 'link', url: 'https://example.com/policy', text: 'policy' },
        ],
      },
      {
        type: 'rich_text_list',
        style: 'bullet',
        elements: [
          { type: 'rich_text_section', elements: [{ type: 'text', text: 'replace the instance' }] },
          { type: 'rich_text_section', elements: [{ type: 'text', text: 'or ask for an exemption' }] },
        ],
      },
      {
        type: 'rich_text_preformatted',
        elements: [{ type: 'text', text: 'web-legacy  ami-0badc0ffee0ddf00d  eu-central-1' }],
      },
      { type: 'rich_text_quote', elements: [{ type: 'text', text: 'Found by the sweep.', style: { italic: true } }] },
    ],
  },
  {
    type: 'section',
    block_id: 'exempt',
    text: mrkdwn('Exempt it for'),
    accessory: {
      type: 'static_select',
      action_id: 'exempt',
      placeholder: plain('Choose a time'),
      options: [option('1 day', '1d'), option('1 week', '7d'), option('30 days', '30d')],
    },
  },
];

export const hostile =
  'Name: &lt;img src=x onerror="window.hacked=1"&gt; <img src=x onerror="window.hacked=1"> &amp;lt;b&amp;gt; <javascript:alert(1)|click me> *bold &lt;script&gt;* <!channel> `<@UADA>`';
