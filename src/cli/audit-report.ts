import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pino } from 'pino';
import { asCsv } from '../compliance/report/as-csv.ts';
import { asHtml } from '../compliance/report/as-html.ts';
import { asJson } from '../compliance/report/as-json.ts';
import type { OpenReport, ReportHead } from '../compliance/report/audit-report.ts';
import { openReport } from '../compliance/report/open-report.ts';
import { StartError } from '../compose/start-error.ts';
import { version } from '../compose/version.ts';
import type { Config } from '../config/load-config.ts';
import { settingsOf } from '../config/settings-of.ts';
import type { Settings } from '../core/settings.ts';
import { demandsApproval } from '../lookup/launch-rule.ts';
import { environmentNamed } from '../lookup/places.ts';
import { makeDirectory } from '../slack/make-directory.ts';
import type { Store } from '../store/make-store.ts';
import { checkLog } from './check-log.ts';
import { oneOf } from './verb.ts';
import { withAws } from './with-aws.ts';

const day = 86_400_000;
const usualDays = 90;

/** A day, its first or its last millisecond; or a moment as it is written. */
function momentOf(text: string, flag: 'from' | 'to'): number {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const isMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/.test(text);
  const at = isDay || isMoment ? Date.parse(text) : Number.NaN;
  // Date.parse takes the 31st of February for the 3rd of March.
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text.slice(0, 10))
    throw new StartError(`--${flag} must be a day (2026-09-30) or a moment in UTC (2026-09-30T12:00Z), not "${text}".`);
  return isDay && flag === 'to' ? at + day - 1 : at;
}

function periodOf(values: Readonly<Record<string, unknown>>, now: number) {
  const to = Math.min(now, values['to'] === undefined ? now : momentOf(String(values['to']), 'to'));
  const from = values['from'] === undefined ? to - usualDays * day : momentOf(String(values['from']), 'from');
  if (from > to) throw new StartError('--from must be before --to, and not in the future.');
  return { from, to, now };
}

/** @throws StartError where nothing has to be approved: there is nothing to report */
function environmentOf(value: unknown, settings: Settings): string {
  const environment = environmentNamed(value === undefined ? undefined : String(value), settings);
  if (demandsApproval(environment)) return environment.name;
  const names = settings.environments.filter(demandsApproval).map(({ name }) => name);
  throw new StartError(
    `Any AMI may run in ${environment.name}: there is nothing to report. Say --environment ${names.join(' or ')}.`,
  );
}

const lostTrouble = {
  anew: 'it began anew; AWS holds approvals of before',
  ended: 'its end is missing; AWS holds approvals that name later lines',
  rewritten: 'it was written anew; AWS holds approvals that name other lines',
} as const;

async function auditLogOf({ audit }: Store, around: Parameters<typeof checkLog>[2]): Promise<ReportHead['auditLog']> {
  const { breaks, ends, how } = await checkLog(audit, [], around);
  const [first] = breaks;
  const lines = ends.last?.sequence ?? 0;
  if (first) {
    const trouble = `broken at line ${first.sequence}: ${first.why}`;
    return { whole: false, lines: first.sequence - 1, lastHash: null, trouble };
  }
  const lastHash = ends.last?.hash ?? null;
  return { whole: how === undefined, lines, lastHash, trouble: how ? lostTrouble[how] : null };
}

/** Names as Slack knows them now; who cannot be asked about stays an id. */
function namesFrom({ secrets }: Config) {
  const log = pino({ level: 'silent' });
  const directory = makeDirectory({ botToken: secrets.slackBotToken, apiUrl: secrets.slackApiUrl, log });
  return async (ids: readonly string[]): Promise<ReportHead['people']> => {
    const found: [string, string][] = [];
    for (const id of ids) {
      const person = await directory.person(id).catch(() => undefined);
      if (person) found.push([id, person.name]);
    }
    return Object.fromEntries(found);
  };
}

const write = (file: string, text: AsyncIterable<string>): Promise<void> =>
  pipeline(Readable.from(text), createWriteStream(file));

/** Writes it where it is wanted. @returns in words where it is */
async function deliver(report: OpenReport, format: 'html' | 'json' | 'csv', out: string | undefined): Promise<string> {
  if (format === 'csv') {
    const folder = out ?? '';
    mkdirSync(folder, { recursive: true });
    for (const [name, lines] of asCsv(report)) await write(join(folder, name), lines);
    return `${folder}: a file for each table`;
  }
  const text = format === 'html' ? asHtml(report) : asJson(report);
  if (out !== undefined) await write(out, text);
  else for await (const part of text) process.stdout.write(part);
  return out ?? 'standard output';
}

/**
 * `assay audit report`
 * @returns 0, or 1 when the report could not see everything or the log is not whole: it is written all the same
 */
export async function reportVerb(
  values: Readonly<Record<string, unknown>>,
  config: Config,
  store: Store,
): Promise<number> {
  const settings = settingsOf(config.file);
  const format = oneOf(values['format'], ['html', 'json', 'csv'], 'format');
  const out = values['out'] === undefined ? undefined : String(values['out']);
  if (format === 'csv' && out === undefined)
    throw new StartError('CSV is a file for each table: say which folder with --out.');
  const environment = environmentOf(values['environment'], settings);
  const period = periodOf(values, await store.clock());
  return withAws(config, store, 'job', async (aws) => {
    const report = await openReport(environment, period, {
      aws,
      settings,
      records: { run: (id) => store.runs.get(id), runs: (query) => store.runs.list(query) },
      violations: store.violations,
      exemptions: store.exemptions,
      troubles: () => store.rounds.troubles(),
      auditLog: await auditLogOf(store, { aws, settings }),
      names: namesFrom(config),
      generatedBy: `Assay ${version}`,
    });
    const where = await deliver(report, format, out);
    const { complete, summary, notSeen, auditLog } = report.head;
    console.error(
      `${where}. ${summary.imagesApproved} AMIs approved, ${summary.violations} violations, ${summary.exemptions} exemptions.`,
    );
    if (!auditLog.whole) console.error(`The audit log is not whole: ${auditLog.trouble}.`);
    for (const { alias, region, what, why } of notSeen)
      console.error(`Not seen: ${alias}, ${region} (${what}): ${why}`);
    return complete ? 0 : 1;
  });
}
