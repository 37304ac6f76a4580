import type { Run, RunView } from '../core/run.ts';

/** What jobs and presentations see of a run. */
export function viewOf(run: Run): RunView {
  const { id, requester, requestedAt, reason, approval, retried, parent, closing } = run;
  return {
    id,
    requester,
    requestedAt,
    ...(reason === undefined ? {} : { reason }),
    ...(approval === undefined ? {} : { approval }),
    ...(retried === undefined ? {} : { retried }),
    ...(parent === undefined ? {} : { parent }),
    ...(closing === undefined ? {} : { closing }),
  };
}
