import type { SubjectLocks } from '../core/store.ts';
import { type Access, operate } from './access.ts';
import { acquireLockLua, lockedSubjectsLua, releaseLockLua, sweepLockLua } from './lua/lists.ts';
import { readScript, writeScript } from './script.ts';

const acquire = writeScript(acquireLockLua);
const release = writeScript(releaseLockLua);
const subjects = readScript(lockedSubjectsLua);
const sweepOne = writeScript(sweepLockLua);

/** First come, first served. No lock runs out by itself: a run that waits for AWS for hours still holds its subject. */
export function makeSubjectLocks(access: Access): SubjectLocks {
  return {
    acquire: (subject, runId) => operate(access, async (call) => String(await call(acquire, subject, runId))),
    release: (subject, runId) =>
      operate(access, async (call) => ((await call(release, subject, runId)) as string | null) ?? undefined),
    sweep: () =>
      operate(access, async (call) => {
        const next: string[] = [];
        for (const subject of (await call(subjects)) as string[]) {
          const holder = (await call(sweepOne, subject)) as string | null;
          if (holder) next.push(holder);
        }
        return next;
      }),
  };
}
