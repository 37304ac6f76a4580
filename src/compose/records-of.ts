import { sealFault, type VoteKeys } from '../approvals/vote-seal.ts';
import type { Records } from '../core/command.ts';
import type { Store } from '../store/make-store.ts';

/** What commands may read of our own records. */
export const recordsOf = (store: Store, voteKeys: VoteKeys): Records => ({
  run: (id) => store.runs.get(id),
  runs: (query) => store.runs.list(query),
  sealFault: (run, vote) => sealFault(run, vote, voteKeys),
  children: (runId) => store.runs.children(runId),
  history: (about) => store.audit.about(about),
  failures: (runId) => store.outbox.failures(runId),
  unshown: () => store.outbox.unshown(),
  auditLog: async () => (await store.logWatch.state()).state,
  troubles: () => store.rounds.troubles(),
  violations: store.violations,
  configViews: store.configViews,
  exemptions: store.exemptions,
  schedules: () => store.schedules.list(),
});
