import { howLost } from '../compliance/audit-log/next-state.ts';
import { lostOf } from '../compliance/audit-log/note-findings.ts';
import type { AuditEnds, AuditLine } from '../core/audit.ts';
import type { AwsReader } from '../core/aws.ts';
import type { LogAnchor, LostHow } from '../core/log-watch.ts';
import type { Settings } from '../core/settings.ts';
import type { AuditLog } from '../core/store.ts';
import { breaksAtEnd, type ChainBreak, chainStart, followChain } from '../core/verify-audit.ts';
import { everywhere, type Unseen } from '../lookup/everywhere.ts';
import { logAnchorsAt } from '../lookup/log-anchors.ts';
import { placesOf } from '../lookup/places.ts';

const page = 1000;

/** The whole log, page by page: it may be larger than memory. */
export async function* auditPages(log: Pick<AuditLog, 'scan'>): AsyncGenerator<readonly AuditLine[]> {
  for (let cursor = ''; ; ) {
    const lines = await log.scan(cursor, page);
    const last = lines.at(-1);
    if (!last) return;
    yield lines;
    cursor = last.id;
  }
}

/** What the log is found to be. */
export interface CheckedLog {
  readonly ends: AuditEnds;
  /** The first of them first; at most a thousand. */
  readonly breaks: readonly ChainBreak[];
  /** Anchors that fit, and those that do not. */
  readonly fit: readonly LogAnchor[];
  readonly lost: readonly LogAnchor[];
  readonly how: LostHow | undefined;
  /** Places whose approvals could not be asked for the lines they name. */
  readonly unseen: readonly Unseen[];
}

const mostBreaks = 1000;

async function chainBreaks(log: AuditLog, ends: AuditEnds): Promise<readonly ChainBreak[]> {
  const breaks: ChainBreak[] = [];
  let tail = chainStart;
  for await (const lines of auditPages(log)) {
    const followed = followChain(lines, tail);
    tail = followed.tail;
    breaks.push(...followed.breaks);
    if (breaks.length >= mostBreaks) return breaks.slice(0, mostBreaks);
  }
  const missing = breaksAtEnd(ends).filter(({ sequence }) => !breaks.some((one) => one.sequence === sequence));
  return [...breaks, ...missing];
}

/** Checks the chain from the first line to the last, and holds it against what others noted of it: AWS, and people. */
export async function checkLog(
  log: AuditLog,
  noted: readonly LogAnchor[],
  { aws, settings }: { readonly aws: AwsReader; readonly settings: Settings },
): Promise<CheckedLog> {
  const ends = await log.ends();
  const breaks = await chainBreaks(log, ends);
  const { found, unseen } = await everywhere(placesOf(settings), aws, (_, place) =>
    logAnchorsAt(place, { aws, settings }),
  );
  const anchors = [...noted, ...found];
  const lost = await lostOf(anchors, log);
  return {
    ends,
    breaks,
    fit: anchors.filter((anchor) => !lost.includes(anchor)),
    lost,
    how: lost.length > 0 ? howLost(lost, ends) : undefined,
    unseen,
  };
}
