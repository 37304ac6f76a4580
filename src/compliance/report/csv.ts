/** What a cell may hold. */
export type Cell = string | number | boolean | null;

/**
 * A spreadsheet takes what begins like this for a formula, also behind blanks, and some also in its wide form; a quote
 * before it makes it text (OWASP, "CSV Injection").
 */
const formula = /^\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

function cellOf(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = formula.test(value) ? `'${value}` : value;
  return `"${text.replaceAll('"', '""')}"`;
}

/** One record as RFC 4180 writes it: every text in quotes, lines end with CRLF. */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(cellOf).join(',')}\r\n`;
