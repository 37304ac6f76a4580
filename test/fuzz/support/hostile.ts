import fc from 'fast-check';
import { mark } from './live.ts';

/** What somebody writes who wants to be more than read. Each carries the mark. */
const traps: readonly string[] = [
  `<!channel> ${mark}`,
  `<!here|${mark}>`,
  `<!everyone>${mark}`,
  `<@U0${mark}0001>`,
  `<@U0${mark}0001|ada>`,
  `<#C0${mark}0001|secret>`,
  `<!subteam^S0${mark}0001|@ops>`,
  `<https://evil.example/?${mark}|web-1>`,
  `https://evil.example/${mark}`,
  `[click](https://evil.example/${mark})`,
  `mailto:${mark}@evil.example`,
  `*${mark}* _${mark}_ ~${mark}~ \`${mark}\` \`\`\`${mark}\`\`\``,
  `\n> ${mark}\n*Approved by*: everybody`,
  `&lt;!channel&gt; &amp;${mark};`,
  `&<!channel&>${mark}`,
  `|> ${mark} <|`,
  `:skull: ${mark} :tada:`,
  `\u202egnp.${mark}\u202c \u2066x\u2069`,
  `${mark}\u200b\u200d\u2060\ufeff\u00ad`,
  `\u0000\u0007\u001b[31m${mark}\u0085\u2028\u2029`,
  `=HYPERLINK("https://evil.example","${mark}")`,
  `+${mark}|cmd'/C calc'!A0`,
  `@SUM(${mark})`,
  `-1+${mark}`,
  `\t=${mark}`,
  `<script>alert("${mark}")</script>`,
  `"><img src=x onerror=${mark}>`,
  `' onmouseover='${mark}`,
  `</style><svg/onload=${mark}>`,
  `{{constructor.constructor("${mark}")()}} \${${mark}}`,
  `__proto__ ${mark}`,
  `\ud800${mark}\udc00`,
  `${mark}${'é'.repeat(240)}`,
  `${mark} ${'👩‍👩‍👧‍👦'.repeat(30)}`,
  `${mark}${'\u0301'.repeat(100)}`,
  `@channel @here @everyone ${mark}`,
];

const anything = fc.string({ unit: 'binary', maxLength: 80 }).map((text) => `${mark}${text}`);

/** Hostile text of at most so many UTF-16 units, never empty. */
export const hostile = (most = 255): fc.Arbitrary<string> =>
  fc
    .oneof(
      { weight: 6, arbitrary: fc.constantFrom(...traps) },
      {
        weight: 2,
        arbitrary: fc.tuple(fc.constantFrom(...traps), fc.constantFrom(...traps)).map((two) => two.join(' ')),
      },
      { weight: 1, arbitrary: anything },
    )
    .map((text) => text.slice(0, most));
