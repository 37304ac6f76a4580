import { isTooMuch, type Row } from './summary.ts';
import type { ProgramName } from './workloads.ts';

const number = (value: number): string => (Number.isFinite(value) ? value.toFixed(value < 10 ? 2 : 1) : '-');

function ratio({ ratios }: Row, to: ProgramName): string {
  const found = ratios?.[to];
  return found ? `${found.p50.toFixed(1)} / ${found.p99.toFixed(1)}` : '';
}

/** The rows as a Markdown table, which reads well in a terminal too. */
export function table(rows: readonly Row[]): string {
  const head = [
    'command',
    'per s',
    'program',
    'p50 ms',
    'p99 ms',
    'x bare',
    'x bare with reads',
    'CPU ms each',
    'cores asked',
    'lost',
    '> 3 s',
    'told busy',
    'refused',
  ];
  const cells = rows.map((row) => [
    row.command,
    String(row.perSecond),
    row.program,
    number(row.p50),
    number(row.p99),
    ratio(row, 'bare'),
    ratio(row, 'bare with reads'),
    row.perSecond > 1 ? number(row.cpuMsPerCommand) : '',
    row.perSecond > 1 ? `${number(row.cores)}${isTooMuch(row) ? ' !' : ''}` : '',
    String(row.lost),
    String(row.late),
    String(row.busy),
    String(row.refused),
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((line) => line[column]?.length ?? 0)));
  const isText = (column: number): boolean => column === 0 || column === 2;
  const line = (values: readonly string[]): string =>
    `| ${values.map((value, column) => (isText(column) ? value.padEnd(widths[column] ?? 0) : value.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => `${'-'.repeat(width + 1)}${isText(column) ? '-' : ':'}`).join('|')}|`;
  return [line(head), rule, ...cells.map(line)].join('\n');
}
