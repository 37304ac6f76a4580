import { describe, expect, test } from 'vitest';
import { type RunState, runStates } from '../../src/core/run.ts';
import { makeOffice, toldBy } from './support/office.ts';
import { actor, type Kind, kinds } from './support/people.ts';
import { runId, vote, waitingRun } from './support/world.ts';

const people = Object.keys(kinds) as Kind[];
const decided = 'already_decided';
const closed: Readonly<Record<Exclude<RunState, 'waiting'>, string>> = {
  queued: decided,
  running: decided,
  done: decided,
  failed: decided,
  rejected: decided,
  cancelled: 'cancelled',
  withdrawn: 'withdrawn',
  expired: 'expired',
  stale: 'stale',
};
const whileWaiting: Readonly<Record<Kind, string>> = {
  requester: 'own_request',
  first: 'already_voted',
  second: 'stored',
  third: 'stored',
  named: 'stored',
  member: 'not_an_approver',
  guest: 'guest',
  bot: 'bot',
  outsider: 'outsider',
  deactivated: 'deactivated',
  unknown: 'identity_unknown',
};

const table = runStates.flatMap((state) =>
  people.flatMap((kind) => [
    { state, kind, isOver: false, code: state === 'waiting' ? whileWaiting[kind] : closed[state] },
    ...(state === 'waiting' ? [{ state, kind, isOver: true, code: 'expired' }] : []),
  ]),
);

describe('a click of every kind of person, in every state, through every door', () => {
  test.each(table)('$kind on $state (past its time: $isOver): $code', async ({ state, kind, isOver, code }) => {
    const run = waitingRun({ state }, { votes: [vote(kinds.first)] });
    const at = isOver ? (run.approval?.expiresAt ?? 0) : 1_000_002;
    const doors = await Promise.all(
      (['button', 'typed'] as const).map(async (door) => {
        const { desk, ask, store } = makeOffice({ run });
        store.now = at;
        const said =
          door === 'button'
            ? desk.vote(actor(kinds[kind]), runId, { kind: 'approve', digest: run.digest })
            : ask(kind, { request: runId }, 'approve');
        const told = await toldBy(said);
        const refusals = store.audit.filter((event) => event.action === 'refused');
        expect(refusals.map((event) => event.outcome)).toEqual(code === 'stored' ? [] : [code]);
        return told;
      }),
    );
    expect(doors[0]?.code).toBe(code);
    expect(doors[1]).toEqual(doors[0]);
    expect(doors[0]?.sentence.length).toBeLessThanOrEqual(200);
    if (code !== 'stored') expect(doors[0]?.sentence).toMatch(/^[A-Z].*[.r0-9a-z]$/);
  });
});
