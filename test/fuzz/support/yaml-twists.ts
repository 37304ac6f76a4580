import fc from 'fast-check';
import { canaries } from './canaries.ts';

/** A secret somebody put where it does not belong. */
const secret = canaries.botToken;

/** Values that are wrong almost everywhere; one is a secret. */
const values: readonly string[] = [
  secret,
  `"${secret}"`,
  `[${secret}]`,
  `{ ${secret}: 1 }`,
  `{ a: ${secret} }`,
  'null',
  '~',
  'true',
  '-1',
  '1e999',
  '.nan',
  '0x7fffffffffffffff',
  '2026-11-29',
  '""',
  '[]',
  '{}',
  '[[[[[[]]]]]]',
  '*unknown',
  '&self [*self]',
  '!!binary aGVsbG8=',
  '!!js/function "function(){}"',
  '!!set {a, b}',
  '<<: *base',
  '|',
  '>-',
  '"half',
  "'half",
  '@at',
  '`tick`',
  '%YAML 9.9',
  '\t',
  '\u0000',
  '\ufeff',
  '\ufffd',
  '\u202e',
  'a: b: c',
  '- x',
  '---',
  '...',
  '{ __proto__: { polluted: true } }',
  '{ constructor: { prototype: { polluted: true } } }',
  'x'.repeat(5000),
  '0s',
  '99999999d',
  '-3h',
  '1h30',
  'arn:aws:iam::111122223333:role/AssayReader',
  '111122223333',
  'eu-west-1',
  '"111122223333"',
  'C0REQUESTS',
  '*/5 * * * *',
  '25:99',
  'Europe/Berlim',
];

/** Nine nested layers of ten aliases each would be a thousand million values. */
const bomb = [
  'a0: &a0 [x, x, x, x, x, x, x, x, x, x]',
  ...Array.from({ length: 9 }, (_, at) => `a${at + 1}: &a${at + 1} [${Array(10).fill(`*a${at}`).join(', ')}]`),
].join('\n');

type Twist = (lines: readonly string[], at: number, value: string) => readonly string[];
const twists: readonly Twist[] = [
  (lines, at, value) => lines.with(at, (lines[at] ?? '').replace(/:.*/, `: ${value}`)),
  (lines, at, value) => lines.with(at, (lines[at] ?? '').replace(/:.*/, `: ${value}`)),
  (lines, at) => lines.toSpliced(at, 1),
  (lines, at) => lines.toSpliced(at, 0, lines[at] ?? ''),
  (lines, at, value) => lines.toSpliced(at, 0, `${/^ */.exec(lines[at] ?? '')?.[0]}strange: ${value}`),
  (lines, at, value) => lines.toSpliced(at, 0, value),
  (lines, at) => lines.with(at, ` ${lines[at]}`),
  (lines, at) => lines.with(at, `\t${lines[at]}`),
  (lines, at) => lines.with(at, (lines[at] ?? '').replace(/^( *(?:- )?)(\w)(\w*)/, '$1$3$2')),
  (lines, at) => lines.with(at, (lines[at] ?? '').replaceAll(/["{}[\]]/g, '')),
  (lines, at) => lines.slice(0, at),
  (lines, at, value) => lines.with(at, (lines[at] ?? '').replace(/[\w-]+(?=[^\w]*$)/, value)),
  (lines) => [...lines, ...bomb.split('\n')],
  (lines) => [...lines, ...bomb.split('\n'), 'environments: *a9'],
  (lines, at, value) => lines.map((line, index) => (index % 7 === at % 7 ? line.replace(/:.*/, `: ${value}`) : line)),
];

/** A configuration with one to four things wrong in it. */
export const twisted = (texts: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom(...texts),
      fc.array(fc.tuple(fc.constantFrom(...twists), fc.nat(10_000), fc.constantFrom(...values)), {
        minLength: 1,
        maxLength: 4,
      }),
    )
    .map(([text, how]) =>
      how
        .reduce(
          (lines, [twist, at, value]) => (lines.length === 0 ? lines : twist(lines, at % lines.length, value)),
          text.split('\n') as readonly string[],
        )
        .join('\n'),
    );
