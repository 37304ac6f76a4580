import { StartError } from '../compose/start-error.ts';
import { type Config, loadConfig } from '../config/load-config.ts';
import type { AuditLog } from '../core/store.ts';
import { connectRedis } from '../store/connect.ts';
import { keyPrefix } from '../store/key-prefix.ts';
import { makeStore, type Store } from '../store/make-store.ts';
import { untilReady } from '../store/until-ready.ts';
import { reportVerb } from './audit-report.ts';
import { verifyVerb } from './audit-verify.ts';
import { auditPages } from './check-log.ts';
import type { Verb } from './verb.ts';

async function exportLog(log: AuditLog): Promise<number> {
  for await (const lines of auditPages(log))
    for (const line of lines) {
      if (!line.entry) throw line.trouble;
      process.stdout.write(`${JSON.stringify(line.entry)}\n`);
    }
  return 0;
}

const redisWithinMs = 5000;

/** `assay audit` */
export const auditVerb: Verb = {
  usage: `assay audit export   every line as JSON, oldest first, to standard output
assay audit verify [--line NUMBER --hash HASH] [--began MOMENT]
                     check the chain of hashes, and hold it against the lines that approvals in AWS name and one that
                     you noted; exit code 1 and what is wrong if it is not whole
assay audit report [--environment NAME] [--from DAY] [--to DAY] [--format html|json|csv] [--out FILE]
                     for auditors: AMIs with their approvals, what ran from others and for how long, exemptions

  --line, --hash of a line that you noted: from the digest, the process's log, or an earlier verify
  --began        when the log began anew, where you know why: lines that were noted before are then expected to be missing
  --environment  left out: the default one
  --from, --to   days, or moments in UTC (2026-09-30T12:00Z); left out: the last 90 days
  --format       html (default): one page; json: see docs/audit.md; csv: a folder with a file for each table
  --out          left out: standard output

The report is written in any case; the exit code is 1 when something could not be seen, or the log is not whole.`,
  options: {
    from: { type: 'string' },
    to: { type: 'string' },
    environment: { type: 'string' },
    format: { type: 'string', default: 'html' },
    out: { type: 'string' },
    line: { type: 'string' },
    hash: { type: 'string' },
    began: { type: 'string' },
  },
  async run({ values, positionals, environment }) {
    const work = {
      export: (_: Config, { audit }: Store) => exportLog(audit),
      verify: (config: Config, store: Store) => verifyVerb(values, config, store),
      report: (config: Config, store: Store) => reportVerb(values, config, store),
    }[positionals[0] ?? ''];
    if (!work) throw new StartError('Say what: assay audit export, verify or report.');
    const config = loadConfig(environment);
    const redis = connectRedis(config.redis, 'fail-fast');
    try {
      const trouble = await untilReady(redis, config.redis, redisWithinMs);
      if (trouble) throw new StartError(trouble);
      return await work(config, makeStore({ redis, prefix: keyPrefix }));
    } finally {
      redis.disconnect();
    }
  },
};
