import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Run } from '../../src/core/run.ts';
import { recordOfApproval } from '../approvals/support/stored-approval.ts';
import { approve, decidedAt, planPromote } from '../jobs/support/approvals.ts';
import { type AwsWorld, anna, buildPlace, refusalOf, signingKey, startAwsWorld } from '../support/aws-world.ts';
import { answer, plan, wordsOf } from './support.ts';

const web = 'ami-0a1b2c3d4e5f6a006';
const scanned = 'ami-0a1b2c3d4e5f6a002';
const partner = 'ami-0ccccccccccccc001';

let world: AwsWorld;
beforeEach(async () => {
  world = await startAwsWorld();
});
afterEach(async () => await world.close());

const promoteLine = (image: string, more = ''): string => `promote ${image} --reason "release 4.2" ${more}`;

describe('promote', () => {
  it('shows approvers what the AMI is made of, and what they should not overlook', async () => {
    const { words, parsed } = await plan(world, promoteLine('web-2026-10-01'));
    expect(parsed).toMatchObject({ imageId: scanned, environment: 'production', place: buildPlace });
    expect(words).toMatch(/Where: build, eu-west-1/);
    expect(words).toMatch(/Source: instance i-0a1b2c3d4e5f60001/);
    expect(words).toMatch(/Storage: 1 snapshot, 20 GiB, not encrypted/);
    expect(words).toMatch(/Shared with: nobody/);
    expect(words).toMatch(/! Amazon Inspector found something high\./);
  });

  it.each([
    ['public', () => world.fake.hands.changeLaunchPermissions(web, { add: ['all'] }), /! This AMI is public/],
    ['never scanned', () => undefined, /⚠️ never scanned by Amazon Inspector/],
  ])('warns: %s', async (what, prepare, says) => {
    prepare();
    const image = what === 'public' ? web : 'db-2026-10-05';
    expect((await plan(world, promoteLine(image))).words).toMatch(says);
  });

  it.each<[string, () => unknown, string, string, RegExp]>([
    [
      'of somebody else',
      () => undefined,
      partner,
      'not_possible',
      /belongs to 222233334444, not to one of our accounts/,
    ],
    ['of Amazon', () => undefined, 'ami-0aaaaaaaaaaaaa001', 'not_possible', /belongs to Amazon/],
    ['sold', () => undefined, 'ami-0bbbbbbbbbbbbb001', 'not_possible', /belongs to AWS Marketplace/],
    ['that nobody shares with us', () => undefined, 'ami-0eeeeeeeeeeeee001', 'not_found', /cannot find/],
    [
      'made by AWS Backup',
      () => world.fake.hands.tagImage(web, { 'aws:backup:source-resource': 'x' }),
      web,
      'not_possible',
      /made by AWS Backup/,
    ],
    ['disabled', () => world.fake.hands.disableImage(web), web, 'wrong_state', /is disabled; only an available AMI/],
    ['failed', () => world.fake.hands.failImage(web, 'no'), web, 'wrong_state', /is failed/],
    ['ambiguous by tag', () => undefined, '"tag:Name=web"', 'ambiguous', /^2 things fit "tag:Name=web"/],
  ])('refuses an AMI %s', async (_what, prepare, image, code, says) => {
    prepare();
    const refusal = await refusalOf(plan(world, promoteLine(image)));
    expect(refusal).toMatchObject({ code, field: 'image' });
    expect(refusal.message).toMatch(says);
    expect(refusal.hint).toBeTruthy();
  });

  it('refuses a pending AMI, and says when to ask again', async () => {
    world.fake.settings.paceMs = 60_000;
    const writer = world.aws.writer({ reference: 'test', userId: anna.userId }).ec2(buildPlace);
    const noReboot = {
      instanceId: 'i-0a1b2c3d4e5f60001',
      name: 'pending-1',
      description: 'x',
      noReboot: true,
      tags: {},
    };
    const { imageId } = await writer.createImage(noReboot);
    const refusal = await refusalOf(plan(world, promoteLine(imageId)));
    expect(refusal).toMatchObject({ code: 'wrong_state', hint: 'Ask again when it is available.' });
  });

  it.each([
    ['--environment prodution', 'not_found', 'Did you mean production?'],
    ['--environment moon', 'not_found', 'I know: staging, production.'],
    [
      '--environment build',
      'not_possible',
      'Choose staging or production, or have approvers added to the configuration.',
    ],
  ])('refuses %s', async (more, code, hint) => {
    expect(await refusalOf(plan(world, promoteLine(web, more)))).toMatchObject({ code, hint, field: 'environment' });
  });

  it('asks for the environment when none is usual', async () => {
    const settings = { ...world.settings, defaultEnvironment: undefined };
    expect(await refusalOf(plan(world, promoteLine(web), { settings }))).toMatchObject({
      code: 'bad_input',
      field: 'environment',
      hint: 'Add --environment staging or production.',
    });
  });

  it('refuses what is approved already, but not for another environment', async () => {
    await approve(world, web);
    const refusal = await refusalOf(plan(world, promoteLine(web)));
    expect(refusal.code).toBe('wrong_state');
    expect(refusal.message).toMatch(/was approved for production by 2 people on 2026-11-23; the signature is valid/);
    await plan(world, promoteLine(web, '--environment staging'));
  });

  it('lets an AMI be approved whose tag was only set by hand', async () => {
    world.fake.hands.tagImage(web, { 'ami-approved-production': 'approved' });
    await plan(world, promoteLine(web));
  });

  it('makes another document when sharing, scan or rule changed', async () => {
    const first = (await plan(world, promoteLine(web))).digest;
    world.fake.hands.changeLaunchPermissions(web, { add: ['777788889999'] });
    const second = (await plan(world, promoteLine(web))).digest;
    const environments = world.settings.environments.map((one) =>
      one.approvals ? { ...one, approvals: { ...one.approvals, minimum: 3 } } : one,
    );
    const third = (await plan(world, promoteLine(web), { settings: { ...world.settings, environments } })).digest;
    expect(new Set([first, second, third]).size).toBe(3);
  });
});

describe('revoke', () => {
  it.each([
    ['nothing to revoke', web, 'wrong_state', /Neither ami-\S+ nor a copy of it is tagged as approved for production/],
    ['somebody else’s', partner, 'not_possible', /belongs to 222233334444/],
  ])('refuses: %s', async (_what, image, code, says) => {
    const refusal = await refusalOf(plan(world, `revoke ${image} --reason "a hole"`));
    expect(refusal).toMatchObject({ code, field: 'image' });
    expect(refusal.message).toMatch(says);
  });

  it('also takes away what was only set by hand, for an environment of any name', async () => {
    const environments = [...world.settings.environments, { ...world.settings.environments[1], name: 'revoked-lab' }];
    const settings = { ...world.settings, environments } as typeof world.settings;
    world.fake.hands.tagImage(web, { 'ami-approved-revoked-lab': 'approved' });
    const { parsed, words } = await plan(world, `revoke ${web} --environment revoked-lab --reason "a hole"`, {
      settings,
    });
    expect(parsed).toMatchObject({ image: { imageId: web }, copies: [] });
    expect(words).toMatch(/Copies: none that is approved/);
    expect(words).toMatch(/! Instances that run from it go on running/);
  });

  it('is not planned while copies might be where nobody can look', async () => {
    world.fake.hands.tagImage(web, { 'ami-approved-production': 'approved' });
    const places = world.settings.accounts.flatMap((account) => account.regions).length;
    // The AMI itself is found everywhere; then its copies are looked for.
    const line = `revoke ${web} --account build --region eu-west-1 --reason "a hole"`;
    await plan(world, line);
    expect(world.calls('DescribeImages').length).toBe(1 + places);
    const denied = world.context('revoke');
    const ec2 = denied.aws.ec2;
    const aws = {
      ...denied.aws,
      ec2: (place: Parameters<typeof ec2>[0]) => {
        if (place.account !== buildPlace.account)
          world.fake.faults.add({ kind: 'error', call: 'DescribeImages', code: 'UnauthorizedOperation', times: 1 });
        return ec2(place);
      },
    };
    const refusal = await refusalOf(plan(world, line, { aws }));
    expect(refusal.code).toBe('aws_denied');
    expect(refusal.message).toMatch(/^Copies in \S+, \S+ cannot be seen: The role AssayReader may not/);
    world.fake.faults.clear();
  });
});

describe('verify', () => {
  const verified = async (line = `verify ${web}`) => {
    const message = await answer(world, line);
    return { ...message, words: wordsOf(message) };
  };
  const tagsNow = () => ({ ...world.image(web).tags });

  it('valid: by whom, when, which request', async () => {
    await approve(world, web);
    const { title, tone, words } = await verified('verify web-2026-10-10 --environment Production');
    expect([title, tone]).toEqual(['The approval is genuine', 'good']);
    expect(words).toMatch(
      /Asked by: @U0ANNA\nApproved by: @U0BEN, @U0CARL\nWhen: 2026-11-23T10:20:00.000Z\nRequest: r-pppppppppp/,
    );
  });

  it('not approved', async () => {
    expect(await verified()).toMatchObject({ title: 'Not approved', tone: 'plain' });
  });

  it('approved without a key', async () => {
    await approve({ ...world, settings: { ...world.settings, signingKey: undefined } }, web);
    expect(await verified()).toMatchObject({ title: 'Approved, but not signed', tone: 'warning' });
  });

  it('tag set by hand', async () => {
    world.fake.hands.tagImage(web, { 'ami-approved-production': 'approved' });
    const { title, tone, words } = await verified();
    expect([title, tone]).toEqual(['The tag proves nothing', 'bad']);
    expect(words).toContain('the tag was set by hand');
  });

  it('tags copied to another AMI', async () => {
    await approve(world, web);
    world.fake.hands.tagImage(scanned, tagsNow());
    expect(await verified(`verify ${scanned}`)).toMatchObject({
      title: 'The approval belongs to another AMI',
      tone: 'bad',
    });
  });

  it.each([
    ['another approver written in', 'assay:attestation-production', (text: string) => text.replace('U0BEN', 'U0EVE')],
    [
      'a signature of nothing',
      'assay:signature-production',
      () => `${Buffer.from('no').toString('base64')} ${signingKey}`,
    ],
    [
      'a key of somebody’s own',
      'assay:signature-production',
      (text: string) => text.replace(signingKey, `${signingKey.slice(0, -1)}9`),
    ],
    ['the requester as an approver', 'assay:attestation-production', (text: string) => text.replace('U0BEN', 'U0ANNA')],
    ['not a form Assay writes', 'assay:attestation-production', () => 'approved by everybody'],
  ])('forged: %s', async (_what, key, change) => {
    await approve(world, web);
    world.fake.hands.tagImage(web, { [key]: change(tagsNow()[key] ?? '') });
    expect(await verified()).toMatchObject({ title: 'The approval is forged', tone: 'bad' });
  });

  it('the attestation without the approval tag is no approval', async () => {
    await approve(world, web);
    world.fake.hands.untagImage(web, ['ami-approved-production', 'ec2:SharedTag/ami-approved-production']);
    const { title, words } = await verified();
    expect(title).toBe('Not approved');
    expect(words).toContain('its approval tag was removed');
  });

  const past = (id: string, job: string, changedAt: number, requestedAt = changedAt): Run =>
    ({
      id,
      job,
      state: 'done',
      plan: { environment: 'production' },
      about: [web],
      requester: anna,
      requestedAt,
      changedAt,
    }) as unknown as Run;
  const minute = 60_000;

  it('revoked, and revoked with the old tags put back by hand', async () => {
    await approve(world, web);
    const old = tagsNow();
    world.fake.hands.tagImage(web, { 'assay:revoked-production': '2026-11-24T08:00:00Z U0BEN r-vvvvvvvvvv' });
    expect(await verified()).toMatchObject({ title: 'The approval was revoked', tone: 'warning' });
    world.fake.hands.untagImage(web, ['assay:revoked-production']);
    world.fake.hands.tagImage(web, old);
    // Asked for before the approval was given, and done after it: an approver had to agree first.
    const revoked = past('r-vvvvvvvvvv', 'revoke', decidedAt + 5 * minute, decidedAt - minute);
    world.past.runs = [past('r-pppppppppp', 'promote', decidedAt + minute), revoked];
    const { title, tone, words } = await verified();
    expect([title, tone]).toEqual(['The approval was revoked', 'bad']);
    expect(words).toContain('revoked later by run r-vvvvvvvvvv: these are old tags that somebody put back');
    world.past.runs = [revoked];
    expect((await verified()).tone).toBe('bad');
  });

  it('revoked by a run that was refused at a copy afterwards', async () => {
    await approve(world, web);
    const failed = (steps: Run['steps']) =>
      ({ ...past('r-vvvvvvvvvv', 'revoke', decidedAt + 5 * minute), state: 'failed', steps }) as Run;
    world.past.runs = [failed({ [`revoke:${web}`]: { state: 'intent', at: 1 } })];
    expect((await verified()).title).toBe('The approval is genuine');
    world.past.runs = [failed({ [`revoke:${web}`]: { state: 'done', at: 1 } })];
    expect((await verified()).words).toContain('revoked later by run r-vvvvvvvvvv');
  });

  it('approved again after a revocation is genuine, though its last vote came before the revocation was done', async () => {
    const promoted = await planPromote(world, { image: web, environment: 'production' });
    await approve(world, web);
    world.past.runs = [
      { ...recordOfApproval(promoted, 'r-pppppppppp'), changedAt: decidedAt + 5 * minute },
      past('r-vvvvvvvvvv', 'revoke', decidedAt + minute),
    ];
    expect((await verified()).title).toBe('The approval is genuine');
  });

  it('a shared AMI: its owner alone could tell', async () => {
    const tags = { 'ec2:SharedTag/ami-approved-production': 'approved' };
    world.fake.hands.tagImage(partner, tags);
    expect((await verified(`verify ${partner}`)).words).toContain(
      'its attestation can be seen in account 222233334444 only',
    );
  });

  it('a key that cannot be asked says nothing either way', async () => {
    await approve(world, web);
    world.fake.hands.setKeyState('5f1c0de0-0000-4000-8000-00000000a001', 'Disabled');
    expect((await refusalOf(verified())).code).toBe('aws_failed');
  });
});
