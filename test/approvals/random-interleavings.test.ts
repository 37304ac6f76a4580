import { deepEqual, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backToWaiting } from '../../src/approvals/back-to-waiting.ts';
import { makeDesk } from '../../src/approvals/desk.ts';
import { makeRecheck } from '../../src/approvals/recheck.ts';
import { makeReplan } from '../../src/approvals/replan.ts';
import { tickWaiting } from '../../src/approvals/tick-waiting.ts';
import type { Run } from '../../src/core/run.ts';
import type { Settings } from '../../src/core/settings.ts';
import { type Event, event } from './support/events.ts';
import { aws } from './support/fake-aws.ts';
import { makeMemoryStore } from './support/memory-store.ts';
import { type Facts, type Model, orders, step, type Wish, work } from './support/model.ts';
import { actor, approversGroup, type Kind, kinds, makeDirectory } from './support/people.ts';
import { noRecords } from './support/records.ts';
import { silent } from './support/silent.ts';
import { ami, changeCommand, hour, jobs, runId, settings, voteKeys, waitingRun } from './support/world.ts';

const request = waitingRun();
const echoes = { right: request.digest, wrong: 'f'.repeat(64), none: undefined };

function editedRule(): Settings {
  const [production, ...others] = settings.environments;
  ok(production?.approvals);
  const approvals = { ...production.approvals, users: [...production.approvals.users, kinds.member] };
  return { ...settings, environments: [{ ...production, approvals }, ...others] };
}

/** How often sequences came where; a property that never reaches a state proves nothing about it. */
const reached = new Map<string, number>();
const reach = (what: string): void => void reached.set(what, (reached.get(what) ?? 0) + 1);

class World {
  readonly store = makeMemoryStore();
  readonly directory = makeDirectory();
  readonly desk = makeDesk({
    store: this.store,
    audit: this.store.log,
    directory: this.directory,
    settings,
    jobs,
    voteKeys,
    log: silent,
    wake: () => undefined,
  });
  readonly replan = makeReplan({
    catalogue: { commands: new Map([['change', changeCommand]]), jobs },
    records: noRecords,
    aws,
    settings,
  });
  model: Model = { state: 'waiting', approved: new Set() };
  settings = settings;

  /** @param turns how many others get their turn between somebody's question and answer, or read and write */
  constructor(turns: readonly number[]) {
    let turn = 0;
    const pause = async (): Promise<void> => {
      for (let left = turns[turn++ % turns.length] ?? 0; left > 0; left--) await Promise.resolve();
    };
    this.store.pause = pause;
    this.directory.asked = pause;
    this.store.put(request);
    ami.revision = 1;
  }

  get run(): Run {
    return this.store.the(runId);
  }

  facts(): Facts {
    const group = this.directory.groups.get(approversGroup) ?? [];
    const isOver = this.store.now >= (request.approval?.expiresAt ?? 0);
    const unfit = (who: Kind): string | undefined => {
      const person = this.directory.people.get(kinds[who]);
      if (!person) return 'identity_unknown';
      if (person.isDeactivated) return 'deactivated';
      if (who === 'bot' || who === 'guest' || who === 'outsider') return who;
      return who === 'named' || group.includes(kinds[who]) ? undefined : 'not_an_approver';
    };
    return { isOver, unfit };
  }

  async together(wishes: readonly Wish[]): Promise<void> {
    const answers = await Promise.all(
      wishes.map((wish) => {
        const who = actor(kinds[wish.who]);
        const said =
          wish.do === 'withdraw'
            ? this.desk.withdraw(who, runId)
            : this.desk.vote(who, runId, { kind: wish.kind, reason: 'because', digest: echoes[wish.echo] });
        return said.then(
          () => 'stored',
          (error: { code?: string }) => error.code ?? String(error),
        );
      }),
    );
    for (const answer of answers) reach(answer);
    // At least one order of the wishes must explain all answers and the record.
    const facts = this.facts();
    const seen = JSON.stringify([answers, this.told()]);
    const explained = orders(wishes.map((wish, index) => ({ wish, index }))).map((order) => {
      let model = this.model;
      const said: string[] = [];
      for (const { wish, index } of order) {
        const next = step(model, wish, facts);
        said[index] = next.answer;
        model = next.model;
      }
      return { model, told: JSON.stringify([said, tell(model)]) };
    });
    const match = explained.find(({ told }) => told === seen);
    ok(match, `${seen} is explained by none of ${explained.map(({ told }) => told).join(' ')}`);
    this.model = match.model;
  }

  /** What the engine does at a look: time, plan, votes, then the write. */
  async work(): Promise<void> {
    await this.store.update(runId, tickWaiting);
    const { run } = this;
    if (run.state === 'queued') {
      const { digest } = await this.replan(run);
      const clock = async (): Promise<number> => this.store.now;
      const parts = { directory: this.directory, settings: this.settings, jobs, voteKeys, clock };
      const checked = await makeRecheck(parts)(run);
      if (digest !== run.digest || (!checked.ok && checked.stale))
        await this.store.update(runId, (newest) => ({ run: { ...newest, state: 'stale' }, audit: [] }));
      else if (!checked.ok)
        await this.store.update(runId, (newest, now) =>
          backToWaiting(newest, checked.votes, checked.why, now, this.settings),
        );
      else {
        this.demandTwo(checked.given.approvers);
        await this.store.update(runId, (newest) => ({ run: { ...newest, state: 'done' }, audit: [] }));
      }
      reach(this.run.state === 'waiting' ? 'void' : this.run.state);
    }
    this.model = work(this.model, this.facts(), ami.revision !== 1 || this.settings !== settings);
    deepEqual(this.told(), tell(this.model));
  }

  /** The rule itself, at the moment of the write. */
  demandTwo(approvers: readonly string[]): void {
    const kindOf = (userId: string) => (Object.keys(kinds) as Kind[]).find((kind) => kinds[kind] === userId);
    const who = new Set(approvers.map(kindOf));
    ok(who.size >= 2 && who.size === approvers.length, 'two distinct people');
    for (const one of who)
      ok(one && one !== 'requester' && this.facts().unfit(one) === undefined, `${one} may approve`);
    ok(ami.revision === 1 && this.settings === settings, 'what they saw is what is there');
  }

  told(): unknown {
    const { state, approval } = this.run;
    const votes = approval?.votes.filter((vote) => vote.kind === 'approve' && !vote.void) ?? [];
    return [state, votes.map((vote) => vote.userId).sort()];
  }

  async happen(one: Event): Promise<void> {
    if (one.do === 'together') return this.together(one.wishes);
    if (one.do === 'work') return this.work();
    if (one.do === 'time') this.store.now += one.hours * hour;
    if (one.do === 'policy') this.settings = editedRule();
    if (one.do === 'ami') ami.revision++;
    if (one.do === 'group') this.directory.toggleApprover(one.who);
    if (one.do === 'account') this.directory.toggleAccount(one.who);
  }
}

const tell = (model: Model): unknown => [model.state, [...model.approved].map((who) => kinds[who]).sort()];

test('two eligible people on what they saw, and never less: 2,000 random lives of a request', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { minLength: 4, maxLength: 24 }),
      fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 8 }),
      async (events, turns) => {
        const world = new World(turns);
        for (const one of events) await world.happen(one);
        await world.work();
        reach(`conflicts:${world.store.conflicts > 0}`);
      },
    ),
    { numRuns: 2000 },
  );
  for (const what of [
    'stored',
    'already_voted',
    'already_decided',
    'own_request',
    'not_an_approver',
    'guest',
    'bot',
    'outsider',
    'deactivated',
    'identity_unknown',
    'no_vote_to_withdraw',
    'withdrawn',
    'expired',
    'stale',
    'void',
    'done',
    'conflicts:true',
  ])
    expect(reached.get(what) ?? 0, what).toBeGreaterThan(20);
});
