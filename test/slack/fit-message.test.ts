import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateMessageBlocks } from '../../sandbox/slack/block-kit/validate-message-blocks.ts';
import { bold, code, type Inline, type Line, type Message, person, time } from '../../src/core/message.ts';
import { fitMessage, textOnly } from '../../src/slack/rendering/fit-message.ts';
import { messageProblems } from '../../src/slack/rendering/validate.ts';

const when = new Date(Date.UTC(2026, 10, 23, 14, 5));

describe('a message', () => {
  it('has the same meaning for eyes and ears', () => {
    const { blocks, text } = fitMessage({
      title: 'AMI web created',
      tone: 'good',
      lines: [['Asked by ', person('U1'), ' ', time(when)]],
      facts: [{ label: 'AMI', value: code('ami-1') }],
      warnings: [[bold('web-1'), ' restarts']],
      notes: [['see ', { kind: 'link', text: 'the page', url: 'https://a.example' }]],
    });
    expect(text).toBe(
      '✅ AMI web created\nAsked by <@U1> 2026-11-23 14:05 UTC\nAMI: ami-1\nWarning: web-1 restarts\nsee the page (https://a.example)',
    );
    expect(blocks.map(({ type }) => type)).toEqual(['header', 'rich_text', 'rich_text', 'rich_text', 'context']);
  });

  it('never lets foreign text become markup, a mention or an emoji', () => {
    const foreign = '<!channel> <@U1> *bold* `code` :skull: & http://a.example';
    const { blocks, text } = fitMessage({
      title: foreign,
      lines: [foreign, [bold(foreign), code(foreign)]],
      facts: [{ label: foreign, value: foreign }],
      notes: [foreign, [person('U2'), foreign]],
    });
    expect(JSON.stringify(blocks).match(/"mrkdwn","text":"[^"]*"/g)).toEqual(['"mrkdwn","text":"<@U2>"']);
    expect(JSON.stringify(blocks)).not.toContain('"emoji":true');
    expect(text.replaceAll('<@U2>', '')).not.toMatch(/[<>]/);
    expect(textOnly({ title: '*b* `c` _d_ ~e~' }).text).toBe(
      '*\u2060b*\u2060 `\u2060c`\u2060 _\u2060d_\u2060 ~\u2060e~\u2060',
    );
  });

  it('never lets foreign text start a line of its own, turn round what follows, or hide in it', () => {
    const foreign =
      'tested\nApprovals: 2 of 2\r\nScan: none\u2028x \u202edorp\u2066 \u200bgo\u2060ld\ufeff\u00ad en\u0000\u{e0041}';
    const shown = 'tested ↵ Approvals: 2 of 2 ↵ Scan: none ↵ x �dorp� �go�ld�� en��';
    const { blocks, text } = fitMessage({
      title: foreign,
      lines: [[bold(foreign), code(foreign)], [{ kind: 'link', text: foreign, url: 'https://a.example' }]],
      facts: [{ label: foreign, value: foreign }],
      notes: [foreign, [person('U2'), foreign]],
    });
    const texts = JSON.stringify(blocks);
    expect(texts).not.toMatch(/\\n|\\u0000|[\u2028\u202e\u2066\u200b\u2060\ufeff\u00ad\u{e0041}]/u);
    expect(texts.split(shown)).toHaveLength(9);
    expect(text.split('\n')).toEqual([
      shown,
      `${shown}${shown}`,
      `${shown} (https://a.example)`,
      `${shown}: ${shown}`,
      shown,
      `<@U2>${shown}`,
    ]);
  });

  it('never makes markup of what is no id, wherever it stands', () => {
    const none = '!channel> <@U1';
    const ids: readonly Inline[] = [
      person(none),
      { kind: 'group', groupId: none },
      { kind: 'channel', channelId: `C1|${none}` },
    ];
    const { blocks, text } = fitMessage({
      title: 't',
      lines: [ids],
      facts: [{ label: 'Who', value: ids }],
      notes: [ids],
    });
    expect(JSON.stringify(blocks)).not.toContain('mrkdwn');
    const escaped = '!channel&gt; &lt;@U1';
    expect(blocks.at(-1)).toMatchObject({
      elements: [{ type: 'plain_text', text: `${escaped} ${escaped} C1|${escaped}` }],
    });
    expect(text).not.toMatch(/[<>]/);
    expect(validateMessageBlocks(blocks)).toEqual({ messages: [] });
  });

  it('shows a date that is none as words, wherever it stands', () => {
    const never = time('2026-99-99T99:99:99Z');
    const { blocks, text } = fitMessage({
      title: 't',
      lines: [['on ', never]],
      facts: [{ label: 'When', value: never }],
      notes: [['seen ', never, person('U2')]],
    });
    const words = 'a date that cannot be read';
    expect(text).toBe(`t\non ${words}\nWhen: ${words}\nseen ${words}<@U2>`);
    expect(validateMessageBlocks(blocks)).toEqual({ messages: [] });
    expect(JSON.stringify(blocks).split(words)).toHaveLength(4);
    expect(JSON.stringify(blocks)).not.toMatch(/date\^|"date"/);
  });

  it('leaves alone what scripts and emoji need to be written right', () => {
    for (const fine of ['👩‍🚒 ⚠️ 🏳️‍🌈', 'می‌خواهم', 'क्‍ष', 'שלום', 'naïve café', 'a — b'])
      expect(fitMessage({ title: 't', lines: [fine] }).text).toBe(`t\n${fine}`);
    expect(fitMessage({ title: 't', lines: ['prod\u200duction'] }).text).toBe('t\nprod�uction');
  });

  it('does not link what is no web address', () => {
    const { blocks } = fitMessage({ title: 't', lines: [{ kind: 'link', text: 'x', url: 'javascript:alert(1)' }] });
    expect(JSON.stringify(blocks)).not.toContain('"type":"link"');
  });

  it('is shortened visibly, facts and warnings last', () => {
    const { blocks, text } = fitMessage({
      title: 'Many',
      lines: Array.from({ length: 200 }, (_, n) => `line ${n} ${'x'.repeat(100)}`),
      facts: [{ label: 'AMI', value: 'ami-1' }],
      warnings: ['It restarts'],
    });
    const shown = JSON.stringify(blocks);
    expect(shown).toMatch(/… and 1\d\d more lines\./);
    expect(shown).toContain('ami-1');
    expect(shown).toContain('It restarts');
    expect(text).toContain('line 0');
  });

  it('is always one Slack takes', () => {
    const text = fc.oneof(fc.string({ maxLength: 40 }), fc.constant('long '.repeat(1000)), fc.constant(''));
    const inline: fc.Arbitrary<Inline> = fc.oneof(
      text,
      text.map(bold),
      text.map(code),
      fc.constant(person('U1')),
      fc.constant(time(when)),
      fc.record({ kind: fc.constant('link' as const), text, url: fc.webUrl() }),
    );
    const line: fc.Arbitrary<Line> = fc.oneof(text, fc.array(inline, { maxLength: 14 }));
    const lines = fc.array(line, { maxLength: 60 });
    const message: fc.Arbitrary<Message> = fc.record({
      title: text,
      tone: fc.constantFrom('plain' as const, 'bad' as const),
      lines,
      facts: fc.array(fc.record({ label: text, value: line }), { maxLength: 60 }),
      warnings: lines,
      notes: lines,
      offers: fc.array(
        fc.record({ label: text, command: fc.constant('create'), input: fc.dictionary(fc.string(), text) }),
        {
          maxLength: 40,
        },
      ),
    });
    fc.assert(
      fc.property(message, (each) => {
        const rendered = fitMessage(each);
        if (rendered.blocks.length > 0) expect(messageProblems(rendered)).toEqual([]);
        expect(validateMessageBlocks(rendered.blocks)).toEqual({ messages: [] });
        expect(rendered.text.length).toBeLessThanOrEqual(4000);
      }),
      { numRuns: 200 },
    );
  });
});
