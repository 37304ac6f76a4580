import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { approvalTagKeys } from '../../src/approvals/tag-keys.ts';
import type { Ec2Writer, Place } from '../../src/core/aws.ts';
import { copyJob } from '../../src/jobs/copy/index.ts';
import type { CopyPlan } from '../../src/jobs/copy/plan.ts';
import { copyTargetJob } from '../../src/jobs/copy-target/index.ts';
import { revokeJob } from '../../src/jobs/revoke/index.ts';
import { evidenceOf, verdictOn } from '../../src/lookup/evidence.ts';
import { answer, planInput, wordsOf } from '../commands/support.ts';
import { ACCOUNTS, type AwsWorld, anna, buildPlace, refusalOf, startAwsWorld } from '../support/aws-world.ts';
import { approve, planRevoke } from './support/approvals.ts';
import { copyRun, planCopy, sources } from './support/copies.ts';
import { Crash, testRun } from './support/run-job.ts';

const name = 'carried-copy';
const here: Place = { account: ACCOUNTS.build, region: 'us-east-1' };
const away: Place = { account: ACCOUNTS.prod, region: 'us-east-1' };
const asked = { image: sources.ownKey, to: ['us-east-1'], 'to-account': ['prod'], name, 'keep-approval': true };
const environment = 'production';

let world: AwsWorld;
beforeEach(async () => {
  world = await startAwsWorld();
  await approve(world, sources.ownKey);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await world.close();
});

const names = () => approvalTagKeys(world.settings, environment);
const writer = () => world.aws.writer({ reference: 'somebody', userId: anna.userId });
const copies = () => world.imagesNamed(name).filter(({ state }) => state === 'available');
const copyId = (): string => copies()[0]?.id ?? '';
const approvalTags = (id: string): readonly string[] => {
  const { revocation: _not, ...keys } = names();
  return Object.values(keys).filter((key) => world.image(id).tags[key] !== undefined);
};
/** Somebody who may, or Assay's own revocation, marks the source. */
const markRevoked = () =>
  writer()
    .ec2(buildPlace)
    .createTags([sources.ownKey], { [names().revocation]: '2026-11-24T00:00:00Z U1 r-x' });

async function verdictOf(place: Place, id: string) {
  const context = { settings: world.settings, aws: world.aws.reader({ reference: 'test', userId: anna.userId }) };
  const [image] = await context.aws.ec2(place).images({ ids: [id] });
  if (!image) throw new Error(`no ${id}`);
  return verdictOn(await evidenceOf(image, context.aws), environment, context);
}

const targetOf = (plan: CopyPlan) => {
  const [target] = plan.targets;
  if (!target || !plan.keepApproval) throw new Error('one target, with the approval');
  return { target, carry: plan.keepApproval.environments };
};

/** One copy inside of build, without the run around it. */
async function childRun() {
  const plan = await planCopy(world, { ...asked, 'to-account': ['build'] });
  return testRun(world, copyTargetJob, { ...plan, ...targetOf(plan) }, { id: 'r-childchild' });
}

describe('an approval that is kept', () => {
  it('is carried over to a copy in another account, and is proven there by itself', async () => {
    const plan = await planCopy(world, asked);
    const run = testRun(world, copyJob, plan);
    const result = await run.go();
    const child = run.children.get(`${ACCOUNTS.prod}/us-east-1`);
    const verdict = await verdictOf(away, copyId());
    expect(verdict).toMatchObject({
      kind: 'valid',
      statement: {
        action: 'carry',
        request: 'r-pppppppppp',
        approvers: ['U0BEN', 'U0CARL'],
        carriedBy: child?.view.id,
      },
    });
    const words = wordsOf(copyJob.present.done(plan, result, run.view, world.settings));
    expect(words).toContain(
      `The copy is approved for production: carried over from ${sources.ownKey}, signed, and read back.`,
    );
    expect(words).not.toContain('not approved');
    expect(words).not.toContain('Promote');
    const said = wordsOf(await answer(world, `verify ${copyId()}`));
    expect(said).toContain('The approval is genuine');
    expect(said).toContain(
      `as ${sources.ownKey} in eu-west-1, and that was carried over to this copy by run ${child?.view.id}`,
    );
    expect(wordsOf(await answer(world, `show ${copyId()}`))).toContain(
      `carried over to this copy by ${child?.view.id}`,
    );
    expect(wordsOf(await answer(world, `find ${name} --approved production`))).toContain(copyId());
  });

  it('stays away without the flag, and the card says how to get it', async () => {
    const { 'keep-approval': _not, ...plain } = asked;
    const { words } = await planInput(world, 'copy', plain);
    expect(words).toContain('is not approved by that. --keep-approval carries it over.');
    const plan = await planCopy(world, plain);
    const run = testRun(world, copyJob, plan);
    const done = wordsOf(copyJob.present.done(plan, await run.go(), run.view, world.settings));
    expect(done).toContain('The copy is not approved: approvals stay with the source.');
    expect(done).toContain('[Promote to production…]');
    expect(approvalTags(copyId())).toEqual([]);
  });

  it.each(['CreateTags', 'Sign', 'Verify'])('%s answers and the answer is lost: the same in the end', async (call) => {
    const run = await copyRun(world, asked);
    world.fake.faults.add({ kind: 'lost-answer', call, times: 1 });
    await run.go();
    expect((await verdictOf(away, copyId())).kind).toBe('valid');
  });

  it('a process that dies right after the tags finds them, and does not write them again', async () => {
    const run = await childRun();
    run.crashAfter('carry:production');
    await expect(run.go()).rejects.toBeInstanceOf(Crash);
    const calls = world.calls('CreateTags').length;
    await run.go();
    expect(world.calls('CreateTags')).toHaveLength(calls);
  });
});

/** Somebody revokes the source in the moment in which the copy is tagged. */
const revokedAtCreateTags = (ec2: Ec2Writer): Ec2Writer => ({
  ...ec2,
  async createTags(ids, tags) {
    vi.restoreAllMocks();
    await ec2.createTags(ids, tags);
    await markRevoked();
  },
});

describe('the source is revoked meanwhile', () => {
  it('before the tag: nothing is carried over, and the card says why', async () => {
    const plan = await planCopy(world, asked);
    const run = testRun(world, copyJob, plan);
    await markRevoked();
    const result = await run.go();
    expect(approvalTags(copyId())).toEqual([]);
    const words = wordsOf(copyJob.present.done(plan, result, run.view, world.settings));
    expect(words).toMatch(/ami-\w+ is not approved for production: The approval for production was taken away/);
    expect(words).toContain('[Promote to production…]');
  });

  it('between the tag and the look after it: the tag is taken away again', async () => {
    const run = await childRun();
    run.crashAfter('carry:production');
    await expect(run.go()).rejects.toBeInstanceOf(Crash);
    expect(approvalTags(copyId())).toHaveLength(4);
    await markRevoked();
    const { approvals } = await run.go();
    expect(approvals).toEqual([{ environment, isCarried: false, why: expect.stringContaining('was taken away') }]);
    expect(approvalTags(copyId())).toEqual([]);
  });

  it('while the tag is written: the look after it takes the tag away again', async () => {
    const real = world.aws.writer.bind(world.aws);
    vi.spyOn(world.aws, 'writer').mockImplementation((...who) => {
      const aws = real(...who);
      return { ...aws, ec2: (place) => revokedAtCreateTags(aws.ec2(place)) };
    });
    await expect((await childRun()).go()).resolves.toMatchObject({ approvals: [{ isCarried: false }] });
    expect(world.calls('DeleteTags').length).toBeGreaterThan(0);
    expect(approvalTags(copyId())).toEqual([]);
  });

  it('after the tag: revoking the source clears the copies, also one that came after the plan, and a copy of a lost copy', async () => {
    const plan = await planRevoke(world, { image: sources.ownKey });
    expect(plan.copies).toEqual([]);
    await (await childRun()).go();
    const run = await copyRun(
      world,
      { ...asked, image: copyId(), name: 'second-copy', 'to-account': ['build'], to: ['eu-west-1'] },
      { id: 'r-secondcopy' },
    );
    await run.go();
    const [second] = world.imagesNamed('second-copy');
    expect((await verdictOf(buildPlace, second?.id ?? '')).kind).toBe('valid');
    await writer().lifecycle(here).deregister(copyId(), { withSnapshots: true });
    expect((await planRevoke(world, { image: sources.ownKey })).copies.map(({ imageId }) => imageId)).toEqual([
      second?.id,
    ]);
    const { imageIds } = await testRun(world, revokeJob, plan, { id: 'r-revokerevo' }).go();
    expect(imageIds).toEqual([sources.ownKey, second?.id]);
    expect((await verdictOf(buildPlace, second?.id ?? '')).kind).toBe('revoked');
  });

  it('revoking a copy leaves its source and the other copies as they are', async () => {
    await (await copyRun(world, { ...asked, to: ['us-east-1', 'eu-west-1'] })).go();
    const [one, other] = copies();
    const plan = await planRevoke(world, { image: one?.id ?? '' });
    expect(plan.copies).toEqual([]);
    await testRun(world, revokeJob, plan, { id: 'r-revokerevo' }).go();
    expect(approvalTags(one?.id ?? '')).toEqual([]);
    expect(approvalTags(other?.id ?? '')).toHaveLength(4);
    expect((await verdictOf(buildPlace, sources.ownKey)).kind).toBe('valid');
  });
});

describe('what is not carried over is said before', () => {
  it('an AMI that is approved for nothing is refused, with the way to an approval', async () => {
    const error = await refusalOf(planInput(world, 'copy', { ...asked, image: sources.mixed }));
    expect(error).toMatchObject({ code: 'wrong_state', field: 'keep-approval' });
    expect(error.offers?.map(({ command }) => command)).toEqual(['promote', 'copy']);
  });

  it('an environment whose rule forbids it is refused, with the way round', async () => {
    const environments = world.settings.environments.map((one) => ({
      ...one,
      approvals: one.approvals && { ...one.approvals, carryOver: false },
    }));
    const error = await refusalOf(planInput(world, 'copy', asked, { settings: { ...world.settings, environments } }));
    expect(error).toMatchObject({ code: 'not_possible', field: 'keep-approval' });
    expect(error.message).toBe('The rule of production wants every copy approved for itself.');
    expect(error.offers).toHaveLength(1);
  });

  it('without a key to sign with nothing is carried over, and the plan says so', async () => {
    const settings = { ...world.settings, signingKey: undefined };
    const { words, parsed } = await planInput(world, 'copy', asked, { settings });
    expect(words).toContain('! The approval for production is not carried over: there is no key to sign with');
    const run = testRun(world, copyJob, copyJob.plan.parse(parsed), { settings });
    const done = wordsOf(copyJob.present.done(copyJob.plan.parse(parsed), await run.go(), run.view, settings));
    expect(done).toContain('The copy is not approved for production: there is no key to sign with');
    expect(approvalTags(copyId())).toEqual([]);
  });

  it('a tag set by hand is not carried over, and the plan says so', async () => {
    await writer().ec2(buildPlace).deleteTags([sources.ownKey], [names().attestation]);
    const { words, parsed } = await planInput(world, 'copy', asked);
    expect(words).toContain('the tag was set by hand');
    expect((parsed as CopyPlan).keepApproval?.environments).toEqual([]);
  });

  it('an approval that the log knows to be revoked is not carried over, whatever tags were put back', async () => {
    world.past.runs = [
      {
        id: 'r-revokerevo',
        job: 'revoke',
        state: 'done',
        plan: { environment },
        about: [sources.ownKey],
        changedAt: Date.parse('2026-11-24T10:00:00Z'),
      } as never,
    ];
    const { words } = await planInput(world, 'copy', asked);
    expect(words).toContain('is not carried over: It was revoked later by run r-revokerevo');
  });
});
