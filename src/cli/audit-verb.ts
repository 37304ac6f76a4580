import { StartError } from '../compose/start-error.ts';
import { loadConfig } from '../config/load-config.ts';
import type { AuditEntry } from '../core/audit.ts';
import type { AuditLog } from '../core/store.ts';
import { connectRedis } from '../store/connect.ts';
import { keyPrefix } from '../store/key-prefix.ts';
import { makeStore } from '../store/make-store.ts';
import { chainStart, verifyAudit } from '../store/verify-audit.ts';
import type { Verb } from './verb.ts';

const page = 1000;

/** The whole log, page by page: it may be larger than memory. */
async function* pages(log: AuditLog): AsyncGenerator<readonly AuditEntry[]> {
  for (let from = 1; ; ) {
    const entries = await log.read(from, page);
    const last = entries.at(-1);
    if (!last) return;
    yield entries;
    from = last.sequence + 1;
  }
}

async function exportLog(log: AuditLog): Promise<number> {
  for await (const entries of pages(log))
    for (const entry of entries) process.stdout.write(`${JSON.stringify(entry)}\n`);
  return 0;
}

async function verifyLog(log: AuditLog): Promise<number> {
  let tail = chainStart;
  for await (const entries of pages(log)) {
    const verdict = verifyAudit(entries, tail);
    if (!verdict.ok) {
      console.error(
        `The audit log is broken at line ${verdict.sequence}: ${verdict.why}. Everything before it is as it was written.`,
      );
      return 1;
    }
    tail = verdict.tail;
  }
  console.log(
    `${tail.sequence} lines, unbroken. The last one has the hash ${tail.hash}; keep it elsewhere to notice a cut-off end.`,
  );
  return 0;
}

/** `assay audit` */
export const auditVerb: Verb = {
  usage: `assay audit export   every line as JSON, oldest first, to standard output
assay audit verify   check the chain of hashes; exit code 1 and the first broken line if it is not whole`,
  options: {},
  async run({ positionals, environment }) {
    const work = { export: exportLog, verify: verifyLog }[positionals[0] ?? ''];
    if (!work) throw new StartError(`Say what: assay audit export, or assay audit verify.`);
    const { secrets } = loadConfig(environment);
    const redis = connectRedis({ url: secrets.redisUrl }, 'fail-fast');
    try {
      await new Promise<void>((resolve, reject) => {
        redis.once('ready', () => resolve());
        redis.once('error', () => reject(new StartError('Redis does not answer; check REDIS_URL.')));
      });
      return await work(makeStore({ redis, prefix: keyPrefix }).audit);
    } finally {
      redis.disconnect();
    }
  },
};
