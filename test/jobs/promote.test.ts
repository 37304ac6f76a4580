import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { verify } from '../../src/commands/verify.ts';
import type { Message } from '../../src/core/message.ts';
import { BusyError, StaleError } from '../../src/core/outcome.ts';
import { type AwsWorld, refusalOf, startAwsWorld } from '../support/aws-world.ts';
import { decidedAt, givenFor, planPromote, promoteRun } from './support/approvals.ts';
import { Crash } from './support/run-job.ts';

const image = 'ami-0a1b2c3d4e5f6a006';
const keys = {
  approved: 'ami-approved-production',
  shared: 'ec2:SharedTag/ami-approved-production',
  attestation: 'assay:attestation-production',
  signature: 'assay:signature-production',
  revoked: 'assay:revoked-production',
};

let world: AwsWorld;
beforeEach(async () => {
  world = await startAwsWorld();
});
afterEach(async () => {
  vi.useRealTimers();
  await world.close();
});

async function verified(target = image): Promise<Message> {
  if (!('answer' in verify)) throw new Error('verify answers');
  return await verify.answer(verify.input.parse({ image: target }), world.context('verify'));
}

const tagsNow = () => world.image(image).tags;

describe('an approval', () => {
  it('is written under all its keys and proven by the key, and by nothing else', async () => {
    const plan = await planPromote(world, { image });
    const run = promoteRun(world, plan);
    const result = await run.go();
    expect(result).toEqual({
      imageId: image,
      environment: 'production',
      approvers: ['U0BEN', 'U0CARL'],
      at: new Date(decidedAt).toISOString().replace('.000', ''),
      isSigned: true,
    });
    expect(tagsNow()).toMatchObject({
      team: 'shop',
      [keys.approved]: 'approved',
      [keys.shared]: 'approved',
      [keys.attestation]: expect.stringMatching(
        /^v1 r=r-pppppppppp d=\S{43} c=\S{43} q=U0ANNA a=U0BEN:U0CARL t=\S+Z l=12:ASNFZ4mrze8BI0Vn$/,
      ),
    });
    expect(run.confirmations).toBe(1);
    expect(await verified()).toMatchObject({ title: 'The approval is genuine', tone: 'good' });
  });

  it('without a signing key says so in its tag', async () => {
    const settings = { signingKey: undefined };
    const run = promoteRun(world, await planPromote(world, { image }), { settings });
    expect((await run.go()).isSigned).toBe(false);
    expect(tagsNow()[keys.signature]).toBe('unsigned');
    expect(world.calls('Sign')).toHaveLength(0);
  });

  it('takes an old revocation away', async () => {
    world.fake.hands.tagImage(image, { [keys.revoked]: '2026-11-01T00:00:00Z U0BEN r-oooooooooo' });
    await promoteRun(world, await planPromote(world, { image })).go();
    expect(tagsNow()).not.toHaveProperty(keys.revoked);
    expect((await verified()).title).toBe('The approval is genuine');
  });
});

describe('a process that dies', () => {
  it('after the tags were written: the same tags, and nobody is asked again', async () => {
    const run = promoteRun(world, await planPromote(world, { image }));
    run.crashAfter('tag');
    await expect(run.go()).rejects.toBeInstanceOf(Crash);
    const before = tagsNow();
    const result = await run.go();
    expect(tagsNow()).toEqual(before);
    expect(run.confirmations).toBe(1);
    expect(world.calls('CreateTags')).toHaveLength(1);
    expect(world.calls('Sign')).toHaveLength(1);
    expect(result).toMatchObject({ approvers: ['U0BEN', 'U0CARL'], isSigned: true });
  });

  it('between the approval and the removal of an old revocation: it is removed the next time', async () => {
    world.fake.hands.tagImage(image, { [keys.revoked]: 'old' });
    world.fake.faults.add({ kind: 'status', call: 'DeleteTags', status: 500, times: 3 });
    const run = promoteRun(world, await planPromote(world, { image }));
    await run.go();
    expect(run.busy.length).toBeGreaterThan(0);
    expect(run.confirmations).toBe(1);
    expect(tagsNow()).not.toHaveProperty(keys.revoked);
  });

  it('before anything was written: everybody is checked again', async () => {
    world.fake.faults.add({ kind: 'status', call: 'CreateTags', status: 500, times: 3 });
    const run = promoteRun(world, await planPromote(world, { image }));
    await run.go();
    expect(run.confirmations).toBe(2);
  });

  it('an answer that is lost: adopted, not signed again', async () => {
    world.fake.faults.add({ kind: 'lost-answer', call: 'CreateTags', times: 3 });
    const run = promoteRun(world, await planPromote(world, { image }));
    await run.go();
    expect(run.confirmations).toBe(1);
    expect(world.calls('Sign')).toHaveLength(1);
  });
});

describe('two workers at the same run, one of which stood still until the other took over', () => {
  const late = async (how: (plan: Awaited<ReturnType<typeof planPromote>>) => Promise<never>) => {
    const plan = await planPromote(world, { image });
    // The other one's tags come to AWS after this one has looked for them, and before it plans again.
    const confirm = async () => {
      await promoteRun(world, plan).go();
      return how(plan);
    };
    const run = promoteRun(world, plan, { confirm });
    run.steps.set('tag', { state: 'intent' });
    return run.go();
  };

  it('what the other has written meanwhile is the end of this one, too, and no reason to fail', async () => {
    const result = await late(async () => {
      await planPromote(world, { image });
      throw new Error('an approved AMI is not planned again');
    });
    expect(result).toMatchObject({ approvers: ['U0BEN', 'U0CARL'], isSigned: true });
  });

  it('also when the AMI has changed since', async () => {
    const result = await late(() => Promise.reject(new StaleError(['its scan result changed'])));
    expect(result).toMatchObject({ approvers: ['U0BEN', 'U0CARL'], isSigned: true });
  });

  it('a mistake of ours stays one', async () => {
    await expect(late(() => Promise.reject(new TypeError('a mistake')))).rejects.toThrow('a mistake');
  });
});

describe('tags that somebody wrote in the name of the run, between two attempts', () => {
  const named = `v1 r=r-pppppppppp d=${'a'.repeat(43)} c=${'b'.repeat(43)} q=U0ANNA a=U0EVE:U0MAX t=2026-11-23T10:20:00Z`;
  const forged = (signature: string) => ({
    [keys.approved]: 'approved',
    [keys.shared]: 'approved',
    [keys.attestation]: named,
    [keys.signature]: signature,
  });

  it.each([
    ['signed with nothing', 'unsigned'],
    ['signed with a key of their own', `MEUCIQ== arn:aws:kms:eu-west-1:999999999999:key/theirs`],
    ['with a signature that is none', undefined],
  ])('%s, are not taken for its own: everybody is checked, and the truth is written', async (_what, signature) => {
    const run = promoteRun(world, await planPromote(world, { image }));
    run.steps.set('tag', { state: 'intent' });
    world.fake.hands.tagImage(image, forged(signature ?? `MEUCIQ== ${world.settings.signingKey}`));
    const result = await run.go();
    expect(run.confirmations).toBeGreaterThan(0);
    expect(result.approvers).toEqual(['U0BEN', 'U0CARL']);
    expect((await verified()).title).toBe('The approval is genuine');
  });
});

describe('nothing is written', () => {
  it('when what people saw has changed', async () => {
    const stale = new StaleError(['shared with 777788889999 since it was asked for']);
    const confirm = () => Promise.reject(stale);
    const run = promoteRun(world, await planPromote(world, { image }), { confirm });
    await expect(run.go()).rejects.toBe(stale);
    expect(world.calls('CreateTags')).toHaveLength(0);
    expect(world.calls('Sign')).toHaveLength(0);
  });

  it('when the audit log has lost the decision, which AWS would then not name', async () => {
    const plan = await planPromote(world, { image });
    const confirm = () => ({ ...givenFor(plan, 'r-pppppppppp'), decision: undefined });
    await expect(promoteRun(world, plan, { confirm }).go()).rejects.toThrow('the audit log has no line of this');
    expect(world.calls('CreateTags')).toHaveLength(0);
  });

  it('when the key does not sign', async () => {
    world.fake.hands.setKeyState('5f1c0de0-0000-4000-8000-00000000a001', 'Disabled');
    const refusal = await refusalOf(promoteRun(world, await planPromote(world, { image })).go());
    expect(refusal.message).toContain('kms:Sign');
    expect(refusal.hint).toContain('signing key');
    expect(tagsNow()).not.toHaveProperty(keys.approved);
  });

  it('when the AMI is gone', async () => {
    const run = promoteRun(world, await planPromote(world, { image }));
    world.fake.hands.deregisterImage(image);
    expect((await refusalOf(run.go())).message).toContain(image);
  });
});

describe('reading back', () => {
  it('waits until AWS shows the tags', async () => {
    const plan = await planPromote(world, { image });
    world.fake.lagTags({ looks: 3 });
    const run = promoteRun(world, plan);
    await run.go();
    expect(run.busy).toEqual(expect.arrayContaining([expect.stringContaining('does not show all approval tags')]));
  });

  it.each([
    ['the tag consumers read', keys.approved],
    ['the tag shared accounts read', keys.shared],
    ['the signature', keys.signature],
    ['the attestation', keys.attestation],
  ])('never says done without %s, and stops waiting for what somebody removed', async (_what, key) => {
    const plan = await planPromote(world, { image });
    const run = promoteRun(world, plan, { mostBusy: 2 });
    run.crashAfter('read-back');
    await expect(run.go()).rejects.toBeInstanceOf(Crash);
    world.fake.hands.untagImage(image, [key]);
    await expect(run.go()).rejects.toBeInstanceOf(BusyError);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10 * 60_000 });
    const refusal = await refusalOf(run.go());
    expect(refusal.message).toContain('somebody changed them');
    expect(refusal.hint).toBe(`See what they prove with /ami verify ${image}.`);
  });
});
