import type { AuditEnds, ChainTail } from '../../core/audit.ts';
import type { LogAnchor, LogWatch, ProcessLog } from '../../core/log-watch.ts';
import type { Settings } from '../../core/settings.ts';
import type { AuditLog } from '../../core/store.ts';
import { logMessage } from './log-message.ts';
import { type LogFindings, nextState } from './next-state.ts';

/** What telling of the log takes. */
export interface LogTools {
  readonly audit: Pick<AuditLog, 'scan' | 'ends' | 'hashes'>;
  readonly logWatch: LogWatch;
  readonly settings: Pick<Settings, 'compliance'>;
  /** By the clock of Redis. */
  readonly now: Date;
  readonly log: ProcessLog;
}

/** Which of these the log does not fit. */
export async function lostOf<T extends ChainTail>(
  anchors: readonly T[],
  audit: LogTools['audit'],
): Promise<readonly T[]> {
  const hashes = await audit.hashes(anchors.map(({ sequence }) => sequence));
  return anchors.filter(({ hash }, index) => !hashes[index]?.startsWith(hash));
}

/**
 * Keeps what a look found, and tells what of it is news: once, whoever finds it and however often.
 * @returns whether all of it is known now; false when somebody else was quicker, and it has to be looked at again
 */
export async function noteFindings(found: LogFindings, ends: AuditEnds, tools: LogTools): Promise<boolean> {
  const { audit, logWatch, settings, now, log } = tools;
  const { state: before, version } = await logWatch.state();
  const known: readonly LogAnchor[] = before.lost;
  const lost = new Set(known.length > 0 ? await lostOf(known, audit) : []);
  const { state, news } = nextState(before, found, (anchor) => !lost.has(anchor), ends, now.getTime());
  const isSame = JSON.stringify(state) === JSON.stringify(before);
  if (isSame && !news) return true;
  const said = news && {
    key: `audit-log:${now.getTime()}`,
    runId: 'audit-log',
    to: { kind: 'channel' as const, channel: settings.compliance.channel },
    message: logMessage(news, ends),
    urgent: true,
  };
  const isTold = await logWatch.told(version, state, said);
  if (!isTold || !news) return isTold;
  const lines = ends.last?.sequence ?? 0;
  const { breaks, lost: gone, how, isWhole } = news;
  if (isWhole) log.info({ lines }, 'the audit log is whole again');
  else if (how === 'anew' && breaks.length === 0) log.info({ lines, gone }, 'the audit log began anew');
  else log.warn({ lines, breaks, gone, how }, 'the audit log is not as it was written');
  return true;
}
