import { deepEqual, equal, ok } from 'node:assert/strict';
import { readAttestation } from '../../../src/approvals/attestation.ts';
import { checkAttestation } from '../../../src/approvals/check-attestation.ts';
import { sealFault } from '../../../src/approvals/vote-seal.ts';
import type { Image, Tags } from '../../../src/core/aws.ts';
import type { Run, Vote } from '../../../src/core/run.ts';
import type { Settings } from '../../../src/core/settings.ts';
import type { RedisClient } from '../../../src/store/connect.ts';
import { makeStore, type Store } from '../../../src/store/make-store.ts';
import { loggedIn, verifyAudit } from '../../store/whole-log.ts';
import { image, kms } from '../support/attestation-cases.ts';
import { type Facts, type Model, step, work } from '../support/model.ts';
import { approversGroup, type Kind, kinds, makeDirectory } from '../support/people.ts';
import { hour, settings, voteKeys } from '../support/world.ts';
import { Account } from './aws.ts';
import { ask, type Told } from './doors.ts';
import type { Deed, LifeEvent } from './events.ts';
import { type Done, explain } from './explain.ts';
import { type Mishap, Process } from './process.ts';
import { makeProgram, type Outside } from './program.ts';

const names = Object.keys(kinds) as Kind[];

function editedRule(): Settings {
  const [production, ...others] = settings.environments;
  ok(production?.approvals);
  const approvals = { ...production.approvals, users: [...production.approvals.users, kinds.member] };
  return { ...settings, environments: [{ ...production, approvals }, ...others] };
}
const edited = editedRule();

/**
 * One request from the question to its end, on real Redis, with the program as it is; beside it the rule once more, as small
 * as it can be said (`model.ts`). After every event the two must agree, whatever befell the processes.
 */
export class Life {
  private readonly account = new Account();
  private readonly directory = makeDirectory();
  private readonly store: Store;
  private settings = settings;
  private runId = '';
  private digest = '';
  private hoursLeft = 24;
  private model: Model = { state: 'waiting', approved: new Set() };
  /** Tags that were written since the last event, as they came to AWS. */
  private written: Tags[] = [];
  /** The AMI bears our tags: the run can only end well now. */
  private isTagged = false;
  private turn = 0;
  /** What people did so far, as Slack has delivered it. */
  private readonly delivered: Deed[] = [];
  private readonly outside: Omit<Outside, 'settings'>;
  private readonly turns: readonly number[];
  private readonly reach: (what: string) => void;

  /**
   * @param turns how many others get their turn before each call outwards
   * @param reach told of everything that came about: a property that never reaches a state proves nothing about it
   */
  constructor(redis: RedisClient, prefix: string, turns: readonly number[], reach: (what: string) => void) {
    this.turns = turns;
    this.reach = reach;
    this.outside = { redis, prefix, account: this.account, directory: this.directory };
    this.store = makeStore({ redis, prefix });
    this.account.onTags = (_: Image, tags) => this.written.push(tags);
  }

  /** The request is made; the command comes twice, and the program may die over it. */
  async begin(mishap: Mishap | undefined): Promise<void> {
    const tried = [mishap, undefined].map((one) => this.run(one, ({ intake }) => ask(intake).promote(image.id)));
    await Promise.all(tried.map(({ answer }) => answer));
    const runs = await this.store.runs.list({ limit: 5 });
    equal(runs.length, 1, 'asked for twice, made once');
    const [run] = runs;
    ok(run?.state === 'waiting' && run.approval);
    this.runId = run.id;
    this.digest = run.digest;
  }

  async happen(one: LifeEvent): Promise<void> {
    if (one.do === 'together') await this.together(one.deeds);
    if (one.do === 'again') await this.again(one.which);
    if (one.do === 'time') await this.age(one.hours);
    if (one.do === 'forge') await this.forge(one);
    if (one.do === 'policy') this.settings = this.settings === settings ? edited : settings;
    if (one.do === 'ami') {
      const { changes } = this.account;
      if (!changes.delete(one.what)) changes.add(one.what);
    }
    if (one.do === 'group') this.directory.toggleApprover(one.who);
    if (one.do === 'account') this.directory.toggleAccount(one.who);
  }

  /** Whoever has caught a click sends that of a vote which does not count any more, where there is one. */
  private async again(which: number): Promise<void> {
    const { spent, approved } = this.model;
    const isTakenBack = ({ wish, delivery = '' }: Deed): boolean =>
      wish !== 'work' && wish.do === 'vote' && spent?.has(delivery) === true && !approved.has(wish.who);
    const takenBack = this.delivered.filter(isTakenBack);
    const among = takenBack.length > 0 ? takenBack : this.delivered;
    const deed = among[which % Math.max(1, among.length)];
    if (!deed) return;
    this.reach('delivered later');
    await this.together([{ ...deed, deliveries: 1, mishap: undefined }]);
  }

  /** Nothing is in the way any more: whoever may still approve does, and one look of a worker must bring it to its end. */
  async end(): Promise<void> {
    const calm = { door: 'button', deliveries: 1, mishap: undefined } as const;
    for (const who of ['first', 'second', 'third', 'named'] as const)
      if (this.model.state === 'waiting' && !this.model.approved.has(who))
        await this.together([{ ...calm, wish: { do: 'vote', who, kind: 'approve', echo: 'right' } }]);
    await this.together([{ ...calm, wish: 'work' }]);
    this.reach(`ended ${this.model.state}`);
    equal(this.isTagged, this.model.state === 'done', 'tagged, and only then done');
    if (this.isTagged) await this.demandProof();
    else deepEqual(this.account.tags, {}, 'no tag without an approval');
    await this.demandLog();
  }

  /** A process of its own; its mishap comes at one of its calls. */
  private run(mishap: Mishap | undefined, act: (program: ReturnType<typeof makeProgram>) => Promise<Told>) {
    const process = new Process(mishap, this.pause, () => this.anotherWorker());
    const program = makeProgram(process, { ...this.outside, settings: this.settings });
    const answer = process
      .lives(act(program))
      .then((said) => (said === 'dead' ? { code: 'dead', sentence: '' } : said));
    return { process, answer };
  }

  private readonly pause = async (): Promise<void> => {
    for (let left = this.turns[this.turn++ % this.turns.length] ?? 0; left > 0; left--)
      await new Promise((resolve) => setImmediate(resolve));
  };

  private work = ({ worker }: ReturnType<typeof makeProgram>): Promise<Told> =>
    worker.advance(this.runId).then(
      () => ({ code: 'looked', sentence: '' }),
      () => ({ code: 'store_unreachable', sentence: '' }),
    );

  /** Time passes: nobody holds the run any more, no pause is left, and so many hours of the request are gone. */
  private async age(hours = 0): Promise<void> {
    this.hoursLeft -= hours;
    if (this.runId === '') return;
    await this.store.runs.update(this.runId, ({ approval, lease, startAt, ...run }) => {
      if (hours === 0 && !lease && startAt === undefined) return undefined;
      const { expiresAt = 0, remindAt } = approval ?? {};
      const shifted = remindAt === undefined ? {} : { remindAt: remindAt - hours * hour };
      return {
        run: {
          ...run,
          ...(lease ? { lease: { ...lease, until: 0 } } : {}),
          ...(approval ? { approval: { ...approval, ...shifted, expiresAt: expiresAt - hours * hour } } : {}),
        },
        audit: [],
        card: false,
      };
    });
  }

  /** What whoever can write to Redis can do to the record without the key. */
  private async forge({ who, how }: Extract<LifeEvent, { do: 'forge' }>): Promise<void> {
    await this.store.runs.update(this.runId, (run) => {
      const { approval, state } = run;
      if (!approval || state !== 'waiting') return undefined;
      const seal = how === 'copied seal' ? approval.votes[0]?.seal : undefined;
      const sealed = seal === undefined ? {} : { seal };
      const vote = {
        userId: kinds[who],
        kind: 'approve' as const,
        at: run.requestedAt + 1,
        digest: run.digest,
        ...sealed,
      };
      const votes = [...approval.votes, vote];
      this.reach(`forged: ${how}`);
      if (how === 'sent off') this.model = { ...this.model, state: 'queued' };
      return {
        run: { ...run, ...(how === 'sent off' ? { state: 'queued' } : {}), approval: { ...approval, votes } },
        audit: [],
        card: false,
      };
    });
  }

  private async anotherWorker(): Promise<void> {
    if (this.runId === '') return;
    await this.age();
    await this.run(undefined, this.work).answer;
  }

  private async together(deeds: readonly Deed[]): Promise<void> {
    if (deeds.some(({ wish }) => wish === 'work')) await this.age();
    const running = deeds.flatMap((deed) => {
      const delivery = deed.delivery ?? crypto.randomUUID();
      if (deed.wish !== 'work' && deed.delivery === undefined) this.delivered.push({ ...deed, delivery });
      return Array.from({ length: deed.deliveries }, (_, index) => {
        const { wish, door } = deed;
        const mishap = index === 0 ? deed.mishap : undefined;
        const act =
          wish === 'work'
            ? this.work
            : ({ desk, intake }: ReturnType<typeof makeProgram>) => {
                const at = { runId: this.runId, digest: this.digest, delivery };
                return ask(intake, desk).wish(wish, door, at);
              };
        return { wish, door, delivery, ...this.run(mishap, act) };
      });
    });
    const done = await Promise.all(
      running.map(async ({ wish, door, delivery, process, answer }): Promise<Done> => {
        const { code, sentence } = await answer;
        return { wish, door, delivery, code, sentence, happened: process.happened };
      }),
    );
    for (const { wish, code, happened } of done) {
      this.reach(wish === 'work' ? 'turns' : 'clicks');
      if (wish !== 'work') this.reach(`told ${code}`);
      if (happened) this.reach(happened);
    }
    if (done.length > deeds.length) this.reach('delivered twice');
    await this.agree(done);
    if (this.turn % 8 === 0) await this.sameAtEveryDoor(done);
  }

  /** At least one order of what was done must explain all answers and the record; then the tags, too. */
  private async agree(done: readonly Done[]): Promise<void> {
    const before = this.model;
    const seen = await this.told();
    this.isTagged ||= this.written.length > 0;
    const isChanged = this.account.changes.size > 0 || this.settings !== settings;
    const wasTagged = this.isTagged;
    const turn = (model: Model, facts: Facts): Model => {
      if (wasTagged && model.state === 'queued') return { ...model, state: 'done' };
      const turned = work(model, facts, isChanged);
      // Where the write was begun before, and put off for want of votes, these are asked for first; the AMI right before the write.
      const byVotes = work(model, facts, this.settings !== settings);
      const isFirst = turned.state === 'stale' && byVotes.state === 'waiting' && tell(byVotes) === seen;
      return isFirst ? byVotes : turned;
    };
    this.model = explain(before, done, this.facts(), turn, seen, tell);
    if (this.model.state !== before.state) this.reach(this.model.state);
    if (before.state === 'queued' && this.model.state === 'waiting') this.reach('votes void');
    for (const tags of this.written.splice(0)) this.demandTwo(tags, isChanged);
  }

  /** The rule itself, for tags that were written just now: nothing outside has changed since. */
  private demandTwo(tags: Tags, isChanged: boolean): void {
    this.reach('tags written');
    const read = readAttestation(tags, image, 'production', settings);
    ok(read.kind === 'read', 'they can be read');
    const { approvers, document, request, requester } = read.statement;
    ok(approvers.length >= 2 && new Set(approvers).size === approvers.length, 'two distinct people');
    const { unfit } = this.facts();
    for (const userId of approvers) {
      const who = names.find((kind) => kinds[kind] === userId);
      ok(who && who !== 'requester' && unfit(who) === undefined, `${userId} may approve`);
      ok(this.model.approved.has(who), `${who} approved it, and did not take it back`);
    }
    deepEqual([requester, request, document], [kinds.requester, this.runId, this.digest], 'what they saw');
    ok(!isChanged, 'what they saw is what is there');
    ok(this.model.state === 'queued' || this.model.state === 'done', `not ${this.model.state}`);
  }

  private facts(): Facts {
    const group = this.directory.groups.get(approversGroup) ?? [];
    const unfit = (who: Kind): string | undefined => {
      const person = this.directory.people.get(kinds[who]);
      if (!person) return 'identity_unknown';
      if (person.isDeactivated) return 'deactivated';
      if (who === 'bot' || who === 'guest' || who === 'outsider') return who;
      return who === 'named' || group.includes(kinds[who]) ? undefined : 'not_an_approver';
    };
    return { isOver: this.hoursLeft <= 0, unfit };
  }

  /** Somebody who is refused is told the same at the other door. */
  private async sameAtEveryDoor(done: readonly Done[]): Promise<void> {
    const { wish } = done.find((one) => one.wish !== 'work') ?? {};
    if (!wish || wish === 'work') return;
    const neutral = wish.do === 'vote' && wish.kind === 'reject' ? { ...wish, echo: 'none' as const } : wish;
    const { answer, model } = step(this.model, neutral, this.facts());
    if (model !== this.model) return;
    const doors = (['button', 'typed'] as const).map(
      (door) =>
        this.run(undefined, ({ desk, intake }) =>
          ask(intake, desk).wish(neutral, door, { runId: this.runId, digest: this.digest }),
        ).answer,
    );
    const [button, typed] = await Promise.all(doors);
    deepEqual(typed, button, 'every door says the same');
    equal(button?.code, answer);
    this.reach('both doors');
  }

  private readonly counts = (run: Run, vote: Vote): boolean =>
    !vote.void && sealFault(run, vote, voteKeys) === undefined;

  private async told(): Promise<string> {
    const run: Run | undefined = await this.store.runs.get(this.runId);
    ok(run);
    const votes = run.approval?.votes.filter((vote) => vote.kind === 'approve' && this.counts(run, vote)) ?? [];
    const state = run.cancelAsked?.as ?? (run.state === 'running' ? 'queued' : run.state);
    return JSON.stringify([state, votes.map((vote) => vote.userId).sort()]);
  }

  /** Anybody who reads the tags comes to the same end. */
  private async demandProof(): Promise<void> {
    const now = { image: this.account.image(), snapshots: this.account.snapshots(), tags: this.account.tags };
    const verdict = await checkAttestation({ ...now, environment: 'production', settings, verify: kms });
    equal(verdict.kind, this.account.changes.has('rekeyed') ? 'content_changed' : 'valid');
  }

  /** Every vote on record has its line, and the log is whole. */
  private async demandLog(): Promise<void> {
    const lines = await loggedIn(this.store.audit, 1, 1000);
    ok(verifyAudit(lines).ok, 'the log is whole');
    const run = await this.store.runs.get(this.runId);
    const votes = run?.approval?.votes.filter((vote) => sealFault(run, vote, voteKeys) === undefined) ?? [];
    for (const { userId, kind } of votes)
      ok(
        lines.some((line) => line.action === 'vote' && line.actor === userId && line.details['kind'] === kind),
        `the log has the vote of ${userId}`,
      );
    const decided = lines.filter(({ action, outcome }) => action === 'state' && outcome === 'done');
    equal(decided.length, this.model.state === 'done' ? 1 : 0, 'done once');
  }
}

const tell = (model: Model): string =>
  JSON.stringify([model.state, [...model.approved].map((who) => kinds[who]).sort()]);
