import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { requirement } from '../../src/approvals/policy.ts';
import { keepExemptions } from '../../src/compliance/keep-exemptions.ts';
import { sweep } from '../../src/compliance/sweep.ts';
import type { CommandContext } from '../../src/core/command.ts';
import type { ApprovalGiven } from '../../src/core/run.ts';
import type { Violation } from '../../src/core/violation.ts';
import { exemptJob } from '../../src/jobs/exempt/index.ts';
import type { ExemptPlan } from '../../src/jobs/exempt/plan.ts';
import { undoJob } from '../../src/jobs/undo/index.ts';
import { Crash, testRun } from '../jobs/support/run-job.ts';
import { withRedis } from '../store/open-store.ts';
import { ACCOUNTS, type AwsWorld, prodPlace, refusalOf, startAwsWorld } from '../support/aws-world.ts';
import { noRecords } from '../support/no-records.ts';
import { answer, plan, wordsOf } from './support.ts';

const { open } = withRedis();
const handmade = 'ami-0d1b2c3d4e5f6d001';
const reason = '--reason "replaced in December"';
const day = 86_400_000;
let world: AwsWorld;
let store: ReturnType<typeof open>['store'];
let more: Partial<CommandContext>;
let hotfix: Violation;

beforeAll(async () => {
  world = await startAwsWorld();
});
afterAll(async () => await world.close());
const watch = () => ({
  aws: world.aws.reader({ reference: 'compliance', userId: 'assay' }, { patience: 'job' }),
  settings: world.settings,
  now: new Date(),
  violations: store.violations,
  exemptions: store.exemptions,
});
beforeEach(async () => {
  ({ store } = open());
  await sweep(prodPlace, { ...watch(), records: noRecords });
  const { records } = world.context('exempt');
  more = {
    requestedAt: new Date(),
    records: { ...records, violations: store.violations, exemptions: store.exemptions },
  };
  const found = (await store.violations.list({ limit: 100 })).find(({ subject }) => subject.name === 'hotfix-1');
  if (!found) throw new Error('hotfix-1 is not found to be wrong');
  hotfix = found;
});

const planned = async (line: string) => (await plan(world, line, more)).parsed as ExemptPlan;
const refused = (line: string) => refusalOf(plan(world, line, more));
const given = (made: ExemptPlan): ApprovalGiven => ({
  runId: 'r-grantgrant',
  environment: made.environment,
  requester: 'U0ANNA',
  approvers: ['U0BEN', 'U0CARL'],
  digest: '',
  policyDigest: '',
});
const runOf = (made: ExemptPlan, confirm = () => given(made)) =>
  testRun(world, exemptJob, made, {
    id: 'r-grantgrant',
    view: { reason: 'replaced in December' },
    confirm,
    exemptions: store.exemptions,
  });

describe('/ami exempt', () => {
  it.each([
    ['an instance', () => hotfix.subject.id],
    ['its name', () => 'hotfix-1'],
    ['a violation', () => hotfix.id],
  ])('plans for %s, and demands two people of production', async (_, what) => {
    const made = await planned(`exempt ${what()} --for 14d ${reason}`);
    expect(made).toMatchObject({
      place: prodPlace,
      environment: 'production',
      subject: { kind: 'instance', id: hotfix.subject.id },
      image: { id: handmade },
      finding: { kind: 'not_approved', severity: 'medium' },
    });
    expect(made.until - made.asOf).toBe(14 * day);
    expect(requirement(exemptJob.impact(made), world.settings)).toMatchObject({
      environment: 'production',
      minimum: 2,
      requesterSuffices: false,
    });
    expect((await plan(world, `exempt ${what()} --for 14d ${reason}`, more)).digest).toBe(
      (await plan(world, `exempt ${what()} --for 14d ${reason}`, more)).digest,
    );
  });

  it('takes an AMI for everything that runs from it in one place', async () => {
    const made = await planned(`exempt ${handmade} --account prod --until 2099-01-01 ${reason}`).catch(
      (error) => error,
    );
    expect(made).toMatchObject({ code: 'bad_input', message: 'That is more than 30 days from now.', field: 'until' });
    const other = await planned(`exempt ${handmade} --account prod --for 1d ${reason}`);
    expect(other).toMatchObject({ place: prodPlace, image: { id: handmade } });
    expect(other.subject).toBeUndefined();
    expect(wordsOf(exemptJob.present.planned(other, world.settings))).toContain('now and later');
  });

  it('a launch template and a group by their names', async () => {
    const { subject } = (await store.violations.list({ limit: 100 })).find(
      (one) => one.subject.kind === 'auto-scaling-group',
    ) ?? { subject: { id: '' } };
    expect(await planned(`exempt ${subject.id} --for 1d ${reason}`)).toMatchObject({
      subject: { kind: 'auto-scaling-group', id: subject.id },
    });
  });

  it('refuses what is not wrong, has no end, or two, or none that is a day', async () => {
    expect(await refused(`exempt i-0a1b2c3d4e5f69999 --for 1d ${reason}`)).toMatchObject({ code: 'not_found' });
    expect(await refused(`exempt v-aaaaaaaaaa --for 1d ${reason}`)).toMatchObject({ code: 'not_found' });
    expect(await refused(`exempt hotfix-1 ${reason}`)).toMatchObject({ message: 'It needs an end.' });
    expect(await refused(`exempt hotfix-1 --for 1d --until 2026-12-10 ${reason}`)).toMatchObject({ field: 'for' });
    for (const none of ['2026-02-30', '2026-13-01', '2026-31-12', '2026-01-32', '2026-1-2', 'tomorrow'])
      expect(await refused(`exempt hotfix-1 --until ${none} ${reason}`)).toMatchObject({
        code: 'bad_input',
        field: 'until',
        message: `"${none}" is no day.`,
      });
    expect(await refused(`exempt hotfix-1 --until 2020-01-01 ${reason}`)).toMatchObject({
      message: 'That is over already.',
    });
    expect(await refused(`exempt hotfix-1 --for never ${reason}`)).toMatchObject({ field: 'for' });
    expect(await refused(`exempt hotfix-1 --for 31d ${reason}`)).toMatchObject({ field: 'for' });
  });

  it('says of a violation that is over what it is', async () => {
    const id = world.fake.hands.launchInstance(ACCOUNTS.prod, 'eu-west-1', { imageId: handmade });
    await sweep(prodPlace, { ...watch(), records: noRecords });
    const one = (await store.violations.list({ limit: 100 })).find(({ subject }) => subject.id === id);
    world.fake.hands.terminateInstance(id);
    await sweep(prodPlace, { ...watch(), records: noRecords }, [id]);
    expect(await refused(`exempt ${one?.id} --for 1d ${reason}`)).toMatchObject({ code: 'wrong_state' });
  });
});

describe('the run of an exemption', () => {
  it('stores it once, with who agreed, silences it, and undo ends it early', async () => {
    const made = await planned(`exempt hotfix-1 --for 14d ${reason}`);
    const run = runOf(made);
    const result = await run.go();
    expect(result).toMatchObject({ id: 'r-grantgrant', until: made.until });
    expect(await store.exemptions.get('r-grantgrant')).toMatchObject({
      reason: 'replaced in December',
      requester: 'U0ANNA',
      approvers: ['U0BEN', 'U0CARL'],
    });
    await keepExemptions(watch());
    const silent = async () =>
      (await store.violations.list({ limit: 100 })).find(({ subject }) => subject.name === 'hotfix-1')?.exemption;
    expect(await silent()).toBe('r-grantgrant');
    // The same violation under its old id is still known.
    expect(await planned(`exempt ${hotfix.id} --for 20d ${reason}`)).toMatchObject({
      already: { run: 'r-grantgrant', until: made.until },
    });
    const words = wordsOf(await answer(world, 'compliance production', more));
    expect(words).toMatch(/hotfix-1 .*from ami-0d1b2c3d4e5f6d001 until .*: replaced in December/);

    const [reversal] = run.undo();
    expect(reversal).toEqual({ kind: 'exemption', place: prodPlace, exemptionId: 'r-grantgrant' });
    if (!reversal) return;
    const undo = testRun(
      world,
      undoJob,
      { place: prodPlace, runId: 'r-grantgrant', job: 'exempt', reversals: [reversal] },
      { exemptions: store.exemptions },
    );
    expect(await undo.go()).toEqual({ undone: ['end the exemption r-grantgrant in prod, eu-west-1'] });
    await keepExemptions(watch());
    expect(await silent()).toBeUndefined();
    expect(await store.exemptions.list({ limit: 10, endedSince: 0 })).toMatchObject([
      { ended: { how: 'taken_back', by: 'U0ANNA' } },
    ]);
    expect((await store.audit.about(hotfix.subject.id)).map(({ action }) => action)).toEqual(
      expect.arrayContaining(['exemption', 'exemption-ended']),
    );
  });

  it('stored by an attempt that died is adopted, and nobody is asked again', async () => {
    const made = await planned(`exempt hotfix-1 --for 14d ${reason}`);
    let asked = 0;
    const run = runOf(made, () => {
      asked += 1;
      return given(made);
    });
    run.crashAfter('grant');
    await expect(run.go()).rejects.toThrow(Crash);
    await run.go();
    expect(asked).toBe(1);
    expect(await store.exemptions.list({ limit: 10 })).toHaveLength(1);
  });

  it('stores nothing without its approvers, and nothing after its own end', async () => {
    const made = await planned(`exempt hotfix-1 --for 14d ${reason}`);
    const denied = runOf(made, () => {
      throw new Error('a vote is void');
    });
    await expect(denied.go()).rejects.toThrow('a vote is void');
    expect(await refusalOf(runOf({ ...made, until: Date.now() - 1 }).go())).toMatchObject({ code: 'expired' });
    expect(await store.exemptions.list({ limit: 10 })).toEqual([]);
  });
});
