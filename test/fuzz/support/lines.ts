import fc from 'fast-check';
import { hostile } from './hostile.ts';

/** Pieces that Slack, keyboards and people put into lines. */
const pieces: readonly string[] = [
  '<@U0ADA00001|ada>',
  '<@U0ADA00001>',
  '<#C0REQUESTS|ami-requests>',
  '<!channel>',
  '<!here|here>',
  '<!subteam^S0APPROVERS|@ami-approvers>',
  '<http://web-1.example|web-1.example>',
  '<https://evil.example|web-1>',
  '<mailto:ada@acorn.example|ada@acorn.example>',
  '&lt;',
  '&gt;',
  '&amp;lt;',
  '"',
  "'",
  '“',
  '”',
  '—',
  '—name',
  '--',
  '--name',
  '--name=',
  '--no-reboot=maybe',
  '--help',
  '--reason',
  '--account',
  '--region eu-west-1',
  'tag:Name=web-1',
  'team=',
  '=',
  'aws:x=1',
  '__proto__=1',
  'constructor',
  '*',
  '*bold*',
  '`code`',
  '\\',
  '\u0000',
  '\u202e',
  '\u200b',
  '\u00a0',
  '\n',
  '\t',
  '9999999999999999999999',
  '-1',
  'NaN',
  'null',
  'i-0a1b2c3d4e5f60001',
  'ami-0a1b2c3d4e5f6a002',
  'ami-',
  'r-aaaaaaaaaa',
  'v-aaaaaaaaaa',
  'x'.repeat(300),
  '🚀',
];

/** What is done to a real line. Numbers choose places. */
type Twist = (line: string, piece: string, at: number) => string;
const words = (line: string): string[] => line.split(' ');
const place = (of: { length: number }, at: number): number => (of.length === 0 ? 0 : at % of.length);
const twists: readonly Twist[] = [
  (line) => line,
  (line, piece) => `${line} ${piece}`,
  (line, piece, at) =>
    words(line)
      .toSpliced(place(words(line), at) + 1, 0, piece)
      .join(' '),
  (line, piece, at) =>
    words(line)
      .toSpliced(place(words(line), at), 1, piece)
      .join(' '),
  (line, _, at) =>
    words(line)
      .toSpliced(place(words(line), at), 1)
      .join(' '),
  (line, _, at) =>
    words(line)
      .toSpliced(place(words(line), at), 0, words(line)[place(words(line), at)] ?? '')
      .join(' '),
  (line, _, at) => line.slice(0, place(line, at)) + line.slice(place(line, at) + 1),
  (line, piece, at) => line.slice(0, place(line, at)) + piece + line.slice(place(line, at)),
  (line, _, at) => line.slice(0, place(line, at)),
  (line, _, at) =>
    line.slice(0, place(line, at)) +
    line.charAt(place(line, at) + 1) +
    line.charAt(place(line, at)) +
    line.slice(place(line, at) + 2),
  (line) => line.toUpperCase(),
  (line, piece) => `"${line}" ${piece}`,
  (line) => line.replaceAll(' ', '  \u00a0'),
  (line) => line.replaceAll('--', '—'),
  (line) => line.replaceAll('"', '”'),
  (line, _, at) => `${line} ${'long '.repeat(at % 1700)}`,
];

/** Lines near to real ones: examples of every command, twisted once to three times. */
export const nearMisses = (examples: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom(...examples),
      fc.array(fc.tuple(fc.constantFrom(...twists), fc.oneof(fc.constantFrom(...pieces), hostile(120)), fc.nat(5000)), {
        minLength: 1,
        maxLength: 3,
      }),
    )
    .map(([line, how]) => how.reduce((text, [twist, piece, at]) => twist(text, piece, at), line));

const nothing: fc.Arbitrary<string> = fc.oneof(
  hostile(),
  fc.array(fc.oneof(fc.constantFrom(...pieces), hostile(60)), { maxLength: 12 }).map((all) => all.join(' ')),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.nat(8000).map((length) => 'ab"=-- <'.repeat(1000).slice(0, length)),
);

/** Lines of nothing in particular, up to 8000 characters; half of them begin as a real line does. */
export const strange = (verbs: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    nothing,
    fc.tuple(fc.constantFrom(...verbs), nothing).map((two) => two.join(' ')),
  );
