import { describe, expect, it } from 'vitest';
import { everybody } from './support/ask.ts';
import { liveMessage, mark } from './support/live.ts';

const text = (type: string, words: string, more: object = {}) => ({
  type: 'section',
  text: { type, text: words, ...more },
});
const rich = (element: object) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [element] }],
});
const of = (words: string, ...blocks: object[]) => liveMessage({ text: words, blocks }, everybody);

describe('the check for live markup', () => {
  it.each([
    ['a call to the channel', of('<!channel> look')],
    ['a mention of a stranger', of('<@U0STRANGER>')],
    ['a link', of('<https://evil.example|web-1>')],
    ['half a tag', of('a < b')],
    ['a bare ampersand', of('a & b')],
    ['what makes a line look like another', of('\u202edesrever')],
    ['a call in a block', of('x', text('mrkdwn', '<!here>', { verbatim: true }))],
    ['words of strangers as markup', of('x', text('mrkdwn', mark, { verbatim: true }))],
    ['markup that links by itself', of('x', text('mrkdwn', 'ours'))],
    ['emoji made of foreign words', of('x', text('plain_text', `:skull: ${mark}`))],
    ['a stranger in rich text', of('x', rich({ type: 'user', user_id: 'U0STRANGER' }))],
    ['a broadcast in rich text', of('x', rich({ type: 'broadcast', range: 'here' }))],
    ['a link in rich text', of('x', rich({ type: 'link', url: 'https://evil.example' }))],
  ])('finds %s', (_, complaints) => {
    expect(complaints).not.toEqual([]);
  });

  it('lets pass what Assay writes', () => {
    const complaints = of(
      'Asked by <@U0ROSA0001> in <#C0REQUESTS> for <!subteam^S0APPROVERS>: &lt;!here&gt; &amp;',
      text('mrkdwn', '<@U0ROSA0001> <!date^1764400000^{date_short_pretty} at {time}|2026-11-29 10:00 UTC>', {
        verbatim: true,
      }),
      text('plain_text', `<!channel> ${mark}`, { emoji: false }),
      rich({ type: 'text', text: `<!channel> ${mark}` }),
    );
    expect(complaints).toEqual([]);
  });
});
