import type { OpenReport, ReportHead, ReportImage } from './audit-report.ts';
import { durationWords, type PageLine, type PageTable, pageTables } from './page-tables.ts';
import { reportStyle } from './report-style.ts';

const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** Text as it may stand in a page or an attribute. */
const escaped = (text: string): string => text.replace(/[&<>"']/g, (mark) => marks[mark] ?? '');

function lineOf(line: PageLine): string {
  if (typeof line === 'string') return `<div>${escaped(line)}</div>`;
  const classes = [line.tone, line.kind].filter((one) => one !== undefined).join(' ');
  return `<div class="${classes}">${escaped(line.text)}</div>`;
}

async function* section({ id, title, none, columns, rows }: PageTable): AsyncGenerator<string> {
  yield `<section id="${id}"><h2>${title}</h2>\n`;
  let isEmpty = true;
  for await (const row of rows) {
    if (isEmpty) {
      const heads = columns.map((one) => `<th scope="col">${escaped(one)}</th>`).join('');
      yield `<div class="table"><table><thead><tr>${heads}</tr></thead><tbody>\n`;
    }
    isEmpty = false;
    yield `<tr>${row.map((lines) => `<td>${lines.map(lineOf).join('')}</td>`).join('')}</tr>\n`;
  }
  yield isEmpty ? `<p>${none}</p></section>\n` : '</tbody></table></div></section>\n';
}

const placesOf = ({ places }: ReportHead): string =>
  escaped(places.map(({ alias, region }) => `${alias} ${region}`).join(', '));

function unseenBox({ notSeen, auditLog }: ReportHead): string {
  const log = auditLog.whole ? '' : `<p><b>The audit log is not whole:</b> ${escaped(auditLog.trouble ?? '')}.</p>`;
  const items = notSeen.map(({ alias, region, what, why }) => escaped(`${alias}, ${region} (${what}): ${why}`));
  const unseen =
    items.length === 0
      ? ''
      : `<p><b>Not everything was seen.</b> What is listed below may not be all there is:</p><ul>${items
          .map((item) => `<li>${item}</li>`)
          .join('')}</ul>`;
  return log + unseen === '' ? '' : `<div class="box">${log}${unseen}</div>`;
}

function figures({ summary, auditLog }: ReportHead): string {
  const { imagesInUse, imagesInUseNotApproved, violations, violationsOpen, longestSeconds } = summary;
  return [
    ['AMIs approved', String(summary.imagesApproved)],
    ['AMIs in use', `${imagesInUse}, ${imagesInUseNotApproved} not approved`],
    ['Violations', `${violations}, ${violationsOpen} still open`],
    ['Longest', violations === 0 ? 'none' : durationWords(longestSeconds)],
    ['Exemptions', `${summary.exemptions}, ${summary.exemptionsInForce} in force`],
    ['Audit log', auditLog.whole ? `whole, ${auditLog.lines} lines` : 'not whole'],
  ]
    .map(([label = '', value = '']) => `<div><dt>${label}</dt><dd>${escaped(value)}</dd></div>`)
    .join('');
}

/** How many AMIs have a true signature, in a sentence. */
function provenWords(images: readonly ReportImage[]): string {
  const valid = images.filter(({ standing }) => standing === 'valid').length;
  return `${valid} of ${images.length} AMIs carry an approval whose signature was checked with the KMS key while this was written.`;
}

/** A report as one page that needs nothing else: no scripts, no fonts, nothing is loaded; it prints. */
export async function* asHtml(report: OpenReport): AsyncGenerator<string> {
  const { head } = report;
  const { period, auditLog } = head;
  const title = escaped(`Audit report: ${head.environment}`);
  yield `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<title>${title}</title><style>${reportStyle}</style></head><body>
<header><h1>${title}</h1>
<p>${escaped(`${period.from.slice(0, 10)} to ${period.to.slice(0, 10)}`)} · ${placesOf(head)} · written ${escaped(head.generatedAt)} by ${escaped(head.generatedBy)}. All times are UTC.</p></header>
${unseenBox(head)}<dl>${figures(head)}</dl>
<p>${provenWords(head.images)}</p>
`;
  for (const table of pageTables(report)) yield* section(table);
  yield `<footer><p>Audit log: ${auditLog.lines} lines${auditLog.lastHash ? `, the last one has the hash <span class="id">${escaped(auditLog.lastHash)}</span>` : ''}.</p></footer>
</body></html>
`;
}
