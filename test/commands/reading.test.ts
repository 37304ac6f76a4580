import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../src/core/audit.ts';
import type { Run } from '../../src/core/run.ts';
import { type AwsWorld, anna, refusalOf, startAwsWorld } from '../support/aws-world.ts';
import { answer, wordsOf } from './support.ts';

const web = 'ami-0a1b2c3d4e5f6a006';

let world: AwsWorld;
beforeEach(async () => {
  world = await startAwsWorld();
});
afterEach(async () => await world.close());

const said = async (line: string): Promise<string> => wordsOf(await answer(world, line));

describe('show', () => {
  it('an own AMI, as its owner sees it although another account sees it too', async () => {
    const words = await said('show base-2026-09-01');
    expect(words).toMatch(/^AMI base-2026-09-01\n/);
    expect(words).toMatch(/Where: build, eu-west-1/);
    expect(words).toMatch(/Source: copy of ami-0aaaaaaaaaaaaa001 in eu-west-1/);
    expect(words).toMatch(/Shared with: prod/);
    expect(words).toMatch(/Owner: build \(111122223333\)/);
    expect(words).toMatch(/Tags: Name=base, team=platform/);
    expect(words).toMatch(/\[Promote to production…\] ami-0a1b2c3d4e5f6a001 production/);
  });

  it('encryption with the key', async () => {
    const words = await said('show db-2026-10-05');
    expect(words).toMatch(/Storage: 2 snapshots, 230 GiB, encrypted under key\/5f1c0de0-0000-4000-8000-00000000b001/);
    expect(words).toMatch(/Key: alias\/ami of build, 2 snapshots: enabled, can be shared/);
    expect(words).toMatch(/Snapshots shared with: nobody/);
    expect(await said('show batch-default-key-2026-09-10')).toMatch(/Key: alias\/aws\/ebs of build: .*never be shared/);
    world.fake.hands.setKeyState('5f1c0de0-0000-4000-8000-00000000b001', 'Disabled');
    expect(await said('show db-2026-10-05')).toMatch(/Key: alias\/ami of build, 2 snapshots: Disabled/);
    expect(words).toMatch(/\/dev\/xvda 30 GiB, snap-0a1b2c3d4e5f6a005, encrypted/);
  });

  it('somebody else’s AMI, with what they share about it', async () => {
    const words = await said('show ami-0ccccccccccccc001');
    expect(words).toMatch(/Owner: 222233334444 \(222233334444\)|Owner: 222233334444/);
    expect(words).toMatch(/Tags: ec2:SharedTag\/status=supported/);
    expect(words).not.toContain('Shared:');
    expect(words).not.toContain('partner-only');
    expect(words).toContain('It belongs to another account');
    expect(world.calls('DescribeImageAttribute')).toHaveLength(0);
  });

  it('a failed one with AWS’s reason', async () => {
    world.fake.hands.failImage(web, 'Given key ID is not accessible');
    const words = await said(`show ${web}`);
    expect(words).toMatch(/State: failed: .*Given key ID is not accessible/);
    expect(words).not.toContain('[Promote');
  });
});

const run = (id: string, more: Partial<Run> = {}): Run =>
  ({
    id,
    state: 'running',
    job: 'create',
    plan: {},
    digest: 'abcdef0123456789',
    place: { account: '111122223333', region: 'eu-west-1' },
    about: ['i-0a1b2c3d4e5f60001', web],
    requester: anna,
    requestedAt: 1_795_000_000_000,
    changedAt: 1_795_000_060_000,
    steps: {},
    waits: {},
    ...more,
  }) as unknown as Run;

describe('runs and status', () => {
  it('own runs, everybody’s, open ones', async () => {
    world.past.runs = [
      run('r-aaaaaaaaaa'),
      run('r-bbbbbbbbbb', { state: 'done' }),
      run('r-cccccccccc', { requester: { userId: 'U0BEN', teamId: 'T0HOME' } }),
    ];
    expect((await said('runs')).match(/r-\w{10}/g)).toEqual(['r-aaaaaaaaaa', 'r-bbbbbbbbbb']);
    expect((await said('runs --all')).match(/r-\w{10}/g)).toHaveLength(3);
    expect((await said('runs --open')).match(/r-\w{10}/g)).toEqual(['r-aaaaaaaaaa']);
    expect(await said('status')).toMatch(/^2 runs are open\n[\s\S]*Yours: 1 of 2\./);
  });

  it('nothing', async () => {
    expect(await said('runs')).toMatch(/^Your runs: none yet/);
    expect(await said('runs --open --all')).toMatch(/^Runs: none open/);
    expect(await said('status')).toBe('Nothing is running and nothing waits');
  });

  it('what Slack does not show, and why', async () => {
    const hour = 3_600_000;
    const now = Date.parse('2026-11-23T10:15:30Z');
    const card = { what: 'card', why: 'the channel is archived (is_archived)', isGivenUp: false } as const;
    world.past.unshown = [
      { ...card, what: 'notice', runId: 'r-cccccccccc', since: now - 30 * hour, isGivenUp: true },
      { ...card, runId: 'r-aaaaaaaaaa', since: now - 30 * hour },
      { ...card, runId: 'r-bbbbbbbbbb', since: now - hour, isGivenUp: true },
    ];
    const words = await said('status');
    expect(words).toMatch(
      /The card of r-a{10} cannot be shown in Slack since .*: the channel is archived.*It is tried again\./,
    );
    expect(words).toMatch(/The card of r-b{10} .*It is tried when the run changes\./);
    expect(words).not.toContain('r-cccccccccc');
    world.past.runs = [run('r-cccccccccc')];
    world.past.failures = ['the channel is archived (is_archived)'];
    const one = await said('status r-cccccccccc');
    expect(one).toMatch(/A message about r-c{10} .*It is not tried any more\./);
    expect(one.match(/archived/g)).toHaveLength(2);
    expect(one).not.toContain('r-aaaaaaaaaa');
  });

  it('one run with everything about it', async () => {
    world.past.failures = ['channel_not_found'];
    world.past.runs = [
      run('r-aaaaaaaaaa', {
        progress: { phase: 'taking snapshots', percent: 40 },
        steps: { 'create-image': { state: 'done', at: 1 }, 'read-back': { state: 'intent', at: 1 } },
        behind: 'r-bbbbbbbbbb',
        reason: 'before the upgrade',
      }),
    ];
    const words = await said('status R-AAAAAAAAAA');
    expect(words).toMatch(/State: 🔄 running, taking snapshots, 40 %/);
    expect(words).toMatch(/Where: build, eu-west-1/);
    expect(words).toMatch(new RegExp(`About: i-0a1b2c3d4e5f60001, ${web}`));
    expect(words).toMatch(/create-image, read-back \(begun\)/);
    expect(words).toMatch(/Reason: before the upgrade/);
    expect(words).toMatch(/Behind: r-bbbbbbbbbb/);
    expect(words).toMatch(/! Slack: channel_not_found/);
    expect(words).toMatch(/Plan abcdef0123\./);
  });

  it('an approval: votes that are void do not count', async () => {
    const vote = { kind: 'approve', at: 1, digest: 'x' } as const;
    const votes = [
      { ...vote, userId: 'U0BEN' },
      { ...vote, userId: 'U0EVE', void: { at: 2, why: 'left' } },
    ];
    const approval = { minimum: 2, votes, expiresAt: 1_795_000_000_000 } as unknown as Run['approval'];
    world.past.runs = [run('r-aaaaaaaaaa', { state: 'waiting', approval })];
    expect(await said('status r-aaaaaaaaaa')).toMatch(/Approved by: 1 of 2: @U0BEN\n/);
  });

  it('a run that does not exist', async () => {
    expect(await refusalOf(answer(world, 'status r-zzzzzzzzzz'))).toMatchObject({ code: 'not_found', field: 'run' });
  });
});

const entry = (sequence: number, more: Partial<AuditEntry> = {}): AuditEntry => ({
  action: 'vote',
  actor: 'U0BEN',
  about: [web],
  outcome: 'recorded',
  details: {},
  sequence,
  at: '2026-11-23T10:00:00.000Z',
  hash: '',
  previous: '',
  ...more,
});

describe('history', () => {
  it('of an AMI by name, oldest first, with reasons', async () => {
    world.past.entries = [
      entry(1, { details: { kind: 'approve' } }),
      entry(2, { details: { kind: 'reject', reason: 'a hole' }, runId: 'r-aaaaaaaaaa' }),
    ];
    expect(await said('history web-2026-10-10')).toMatch(
      /Z @U0BEN approved\s+\S+Z @U0BEN rejected: a hole r-aaaaaaaaaa/,
    );
  });

  it('of an AMI that is gone, by id, without asking AWS', async () => {
    world.past.entries = [entry(1, { about: ['ami-0fffffffffffff001'] })];
    expect(await said('history AMI-0FFFFFFFFFFFFF001')).toMatch(/^History of ami-0fffffffffffff001\n/);
    expect(world.calls('DescribeImages')).toHaveLength(0);
  });

  it('shows the end of a long one', async () => {
    world.past.entries = Array.from({ length: 30 }, (_, index) =>
      entry(index, { details: { reason: `no. ${index}` } }),
    );
    const words = await said(`history ${web}`);
    expect(words.match(/approved: no\. [12]\d/g)).toHaveLength(20);
    expect(words).toContain('The last 20 of 30');
  });

  it('of nothing', async () => {
    expect(await said('history r-zzzzzzzzzz')).toMatch(/^Nothing is recorded about r-zzzzzzzzzz/);
    expect((await refusalOf(answer(world, 'history nothing-like-this'))).code).toBe('not_found');
  });

  it('an ambiguous name can be narrowed as its answer says', async () => {
    const refusal = await refusalOf(answer(world, 'history tag:Name=web'));
    expect(refusal.hint).toContain('--account');
    await answer(world, 'history base-2026-09-01 --account build --region eu-west-1');
  });
});

describe('what is passed on to the desk', () => {
  it.each([
    ['approve r-7k2m9qabcd', 'vote', { kind: 'approve', digest: undefined }],
    ['approve R-7K2M9QABCD --document 3F9A1C0B77', 'vote', { kind: 'approve', digest: '3f9a1c0b77' }],
    ['reject r-7k2m9qabcd the scan has a finding', 'vote', { kind: 'reject', reason: 'the scan has a finding' }],
    ['withdraw r-7k2m9qabcd', 'withdraw', undefined],
    ['cancel r-7k2m9qabcd', 'cancel', undefined],
    ['retry r-7k2m9qabcd', 'retry', undefined],
  ])('%s', async (line, verb, ballot) => {
    const asked: unknown[][] = [];
    const note =
      (name: string) =>
      async (...args: unknown[]) => {
        asked.push([name, ...args]);
        return { title: name };
      };
    const desk = { vote: note('vote'), withdraw: note('withdraw'), cancel: note('cancel'), retry: note('retry') };
    expect((await answer(world, line, { desk, delivery: 'trigger:1' })).title).toBe(verb);
    expect(asked).toEqual([[verb, anna, 'r-7k2m9qabcd', ...(ballot ? [ballot] : []), 'trigger:1']]);
  });

  it.each(['approve r-1', 'approve r-7k2m9qabcd --document zz', 'reject r-7k2m9qabcd no', 'cancel everything'])(
    'refused by its schema: %s',
    async (line) => {
      await expect(answer(world, line)).rejects.toThrow(/looks like|number of the document|say why/);
    },
  );
});
