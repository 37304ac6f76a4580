import type { OpenReport } from './audit-report.ts';
import { csvLine } from './csv.ts';
import { type ReportTable, tablesOf } from './tables.ts';

/** Tells spreadsheets that this is UTF-8; without it some take it for something else. */
const byteOrderMark = '\uFEFF';

async function* linesOf({ columns, rows }: ReportTable): AsyncGenerator<string> {
  yield byteOrderMark + csvLine(columns);
  for await (const row of rows) yield csvLine(row);
}

/** A report as CSV (RFC 4180), a file for each table: a spreadsheet opens them as they are. */
export const asCsv = (report: OpenReport): ReadonlyMap<string, AsyncIterable<string>> =>
  new Map(tablesOf(report).map((table) => [`${table.name}.csv`, linesOf(table)]));
