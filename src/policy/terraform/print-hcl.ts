/** A value of HCL: data, or an expression that is written as it stands. */
export type HclValue =
  | string
  | number
  | boolean
  | readonly HclValue[]
  | HclExpression
  | { readonly [key: string]: HclValue };

/** `aws_iam_role.x.name`; with `of`, a function of data: `jsonencode(…)`. */
export class HclExpression {
  readonly text: string;
  readonly of: HclValue | undefined;
  constructor(text: string, of?: HclValue) {
    this.text = text;
    this.of = of;
  }
}

export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly attributes: Readonly<Record<string, HclValue>>;
  readonly blocks?: readonly HclBlock[];
  /** Lines above it, without `#`. */
  readonly comment?: readonly string[];
}

const indent = '  ';

/** Text between quotes. `${` and `%{` would begin an expression; IAM's own variables are written with the first. */
const quoted = (text: string): string =>
  JSON.stringify(text)
    .replaceAll('${', () => '$${')
    .replaceAll('%{', '%%{');

/** Written as people write it, where the language lets it stand without quotes. */
const keyText = (key: string): string => (/^[A-Za-z_][\w-]*$/.test(key) ? key : quoted(key));

interface Item {
  readonly key: string;
  /** The first line follows the key. */
  readonly lines: readonly string[];
}

/** Equal signs under one another, as `terraform fmt` writes them: in each run of items of one line. */
function aligned(items: readonly Item[], depth: string): readonly string[] {
  const widths: number[] = [];
  for (let from = 0; from < items.length; ) {
    let to = from;
    while (to + 1 < items.length && items[to]?.lines.length === 1 && items[to + 1]?.lines.length === 1) to += 1;
    const width = Math.max(...items.slice(from, to + 1).map(({ key }) => key.length));
    while (from <= to) widths[from++] = width;
  }
  return items.flatMap(({ key, lines: [first = '', ...rest] }, index) => [
    `${depth}${key.padEnd(widths[index] ?? 0)} = ${first}`,
    ...rest,
  ]);
}

/** A value as lines; all but the first are indented already. */
function valueLines(value: HclValue, depth: string): readonly string[] {
  if (typeof value === 'string') return [quoted(value)];
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  if (value instanceof HclExpression) {
    if (value.of === undefined) return [value.text];
    const [first = '', ...rest] = valueLines(value.of, depth);
    const all = [`${value.text}(${first}`, ...rest];
    return [...all.slice(0, -1), `${all.at(-1)})`];
  }
  const inner = depth + indent;
  if (isList(value)) {
    const items = value.map((item) => valueLines(item, inner));
    if (items.every((lines) => lines.length === 1)) {
      const line = `[${items.flat().join(', ')}]`;
      if (line.length <= 100) return [line];
    }
    return ['[', ...items.flatMap(([first, ...rest]) => listed([`${inner}${first}`, ...rest])), `${depth}]`];
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return ['{}'];
  const items = entries.map(([key, item]) => ({ key: keyText(key), lines: valueLines(item, inner) }));
  return ['{', ...aligned(items, inner), `${depth}}`];
}

const isList = (value: HclValue): value is readonly HclValue[] => Array.isArray(value);
const listed = (lines: readonly string[]): readonly string[] => [...lines.slice(0, -1), `${lines.at(-1)},`];

function blockLines(
  { type, labels, attributes, blocks = [], comment = [] }: HclBlock,
  depth: string,
): readonly string[] {
  const inner = depth + indent;
  const items = Object.entries(attributes).map(([key, value]) => ({ key, lines: valueLines(value, inner) }));
  const nested = blocks.flatMap((block, index) => [
    ...(index > 0 || items.length > 0 ? [''] : []),
    ...blockLines(block, inner),
  ]);
  return [
    ...comment.map((line) => `${depth}# ${line}`.trimEnd()),
    `${depth}${[type, ...labels.map(quoted)].join(' ')} {`,
    ...aligned(items, inner),
    ...nested,
    `${depth}}`,
  ];
}

/** Blocks as one file of Terraform. */
export const printHcl = (blocks: readonly HclBlock[]): string =>
  `${blocks.map((block) => blockLines(block, '').join('\n')).join('\n\n')}\n`;
