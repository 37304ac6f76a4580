import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UserError } from '../../src/core/outcome.ts';
import { copyJob } from '../../src/jobs/copy/index.ts';
import type { CopyPlan } from '../../src/jobs/copy/plan.ts';
import { ACCOUNTS, type AwsWorld, refusalOf, startAwsWorld } from '../support/aws-world.ts';
import { plan, planInput } from './support.ts';

let world: AwsWorld;
beforeAll(async () => {
  world = await startAwsWorld();
});
afterAll(async () => await world.close());

const planned = async (line: string): Promise<CopyPlan> => (await plan(world, line)).parsed as CopyPlan;
const refused = (line: string): Promise<UserError> => refusalOf(plan(world, line));
const placesIn = ({ targets }: CopyPlan): readonly string[] =>
  targets.map(({ place }) => `${place.account} ${place.region}`);
const { build, prod } = ACCOUNTS;

describe('where copies go', () => {
  it.each([
    ['copy web-2026-10-01 to us-east-1', [`${build} us-east-1`]],
    ['copy web-2026-10-01 us-east-1', [`${build} us-east-1`]],
    ['copy web-2026-10-01 to US-EAST-1, us-east-1', [`${build} us-east-1`]],
    ['copy web-2026-10-01 --to-account prod', [`${prod} eu-west-1`]],
    [
      'copy web-2026-10-01 to us-east-1 and eu-west-1 --to-account prod --name x-1',
      [`${prod} us-east-1`, `${prod} eu-west-1`],
    ],
    ['copy web-2026-10-01 to us-east-1 --to-account prod,build', [`${prod} us-east-1`, `${build} us-east-1`]],
    [`copy web-2026-10-01 to us-east-1 --to-account ${prod}`, [`${prod} us-east-1`]],
    ['copy web-2026-10-01 --key alias/ami', [`${build} eu-west-1`]],
  ])('%s', async (line, places) => {
    expect(placesIn(await planned(line))).toEqual(places);
  });

  it('a copy beside its source gets a name of its own; elsewhere it keeps the name', async () => {
    const { targets } = await planned('copy web-2026-10-01 to eu-west-1 us-east-1');
    expect(targets.map(({ name }) => name)).toEqual(['web-2026-10-01-copy', 'web-2026-10-01']);
  });

  it.each([
    ['copy web-2026-10-01', 'bad_input', 'to', /where the copy is to go/],
    ['copy web-2026-10-01 to eu-west-9', 'not_found', 'to', /eu-west-9 is not configured for build/],
    ['copy web-2026-10-01 --to-account nobody', 'not_found', 'to-account', /no account "nobody"/],
    ['copy web-2026-10-01 to eu-west-1 --name base-2026-09-01', 'name_taken', 'name', /ami-0a1b2c3d4e5f6a001/],
    ['copy web-2026-10-01 to us-east-1 --name a:b', 'bad_input', 'name', /cannot be the name/],
    ['copy web-2026-10-01 to us-east-1 assay:run=x', 'bad_input', 'tags', /reserved/],
    ['copy web-2026-10-01 to us-east-1 --within 20m', 'bad_input', 'within', /within "20m"/],
    ['copy web-2026-10-01 to us-east-1 --within 49h', 'bad_input', 'within', /within "49h"/],
    ['copy web-2026-10-01 to us-east-1 --within soon', 'bad_input', 'within', /within "soon"/],
    ['copy ami-0bbbbbbbbbbbbb001 --to-account prod', 'not_possible', undefined, /./],
    ['copy ami-0ccccccccccccc001 --to-account build', 'not_possible', 'image', /cannot read snap-0ccccccccccccc001/],
  ])('%s is refused', async (line, code, field, words) => {
    const error = await refused(line);
    expect(error.code).toBe(code);
    if (field) expect(error.field).toBe(field);
    expect(error.message).toMatch(words);
    expect(error.hint).toBeTruthy();
  });

  it('takes 15 minutes to 48 hours', async () => {
    const within = async (text: string) =>
      (await planned(`copy web-2026-10-01 to us-east-1 --within ${text}`)).withinMinutes;
    expect([await within('15m'), await within('4h'), await within('48h')]).toEqual([15, 240, 2880]);
  });
});

describe('under which key', () => {
  it('the one configured for the account and Region, as its reader sees it', async () => {
    const { targets } = await planned('copy web-2026-10-01 to us-east-1 --to-account prod');
    expect(targets[0]?.key).toEqual({
      arn: `arn:aws:kms:us-east-1:${prod}:key/5f1c0de0-0000-4000-8000-00000000d101`,
      name: 'alias/ami',
    });
  });

  const bare = async (line: string, allowUnencrypted: boolean) => {
    const accounts = world.settings.accounts.map((account) => ({ ...account, keys: {} }));
    const settings = { ...world.settings, accounts, copies: { snapshotsAtOnce: 20, allowUnencrypted } };
    return (await plan(world, line, { settings })).parsed as CopyPlan;
  };

  it('without a configured key nothing is copied, unless neither source nor copy is encrypted and that is allowed', async () => {
    const lines = ['copy web-2026-10-01 to us-east-1', 'copy db-2026-10-05 to us-east-1'] as const;
    const refusals = [
      await refusalOf(bare(lines[0], false)),
      await refusalOf(bare(lines[1], false)),
      await refusalOf(bare(lines[1], true)),
    ];
    expect(refusals.map(({ field, message }) => [field, message.split(',')[0]])).toEqual([
      ['key', 'No key is configured for build'],
      ['key', 'No key is configured for build'],
      ['key', 'No key is configured for build'],
    ]);
    expect((await bare(lines[0], true)).targets[0]?.key).toBeUndefined();
  });

  it('never the default key that AWS would take by itself', async () => {
    world.fake.hands.setPreferences(build, 'us-east-1', { ebsEncryptionByDefault: true });
    const error = await refusalOf(bare('copy web-2026-10-01 to us-east-1', true));
    world.fake.hands.setPreferences(build, 'us-east-1', { ebsEncryptionByDefault: false });
    expect(error.message).toContain('encrypts by default');
  });
});

describe('what people read before it happens', () => {
  it('names source, targets, keys, and what another account gets for the time of the copies', async () => {
    const { words } = await planInput(world, 'copy', {
      image: 'db-2026-10-05',
      to: ['us-east-1', 'eu-west-1'],
      'to-account': ['prod'],
      within: '90m',
    });
    expect(words).toBe(
      [
        'Copy AMI db-2026-10-05 to 2 places',
        'Source: ami-0a1b2c3d4e5f6a005 db-2026-10-05, build, eu-west-1',
        'Storage: 2 snapshots, 230 GiB, encrypted',
        'To: prod: us-east-1, eu-west-1',
        'Copies: encrypted under alias/ami',
        'Name: db-2026-10-05',
        'Within: 90 min for each snapshot; AWS charges extra for that',
        '! While it copies, prod gets the launch permission, the snapshots, and the use of their keys. It is taken back afterwards, whatever happens.',
      ].join('\n'),
    );
  });

  it('says that an approved source does not make an approved copy', async () => {
    world.fake.hands.tagImage('ami-0a1b2c3d4e5f6a002', { 'ami-approved-production': 'approved' });
    const { words } = await plan(world, 'copy web-2026-10-01 to us-east-1');
    expect(words).toContain('approved for production; a copy is another AMI and is not approved by that');
    world.fake.hands.untagImage('ami-0a1b2c3d4e5f6a002', ['ami-approved-production']);
  });

  it('comes out equal when it is planned again', async () => {
    const line = 'copy db-2026-10-05 to us-east-1 --to-account prod,build';
    expect((await plan(world, line)).digest).toBe((await plan(world, line)).digest);
  });
});

describe('sharing the copies afterwards', () => {
  const line = 'copy db-2026-10-05 to us-east-1 eu-west-1 --name shared-copy';

  it('is part of the plan and of the card: takers, how the keys are opened, what cannot be looked at', async () => {
    const { parsed, words } = await plan(world, `${line} --share-after prod,${ACCOUNTS.platform},workloads`);
    const { shareAfter } = parsed as CopyPlan;
    expect(shareAfter?.takers.map(({ name, isKnown }) => [name, isKnown])).toEqual([
      ['prod', true],
      [ACCOUNTS.platform, false],
      ['workloads', true],
    ]);
    const unit = expect.stringContaining('ou-sand-workload');
    expect(shareAfter?.targets).toEqual([
      { letIn: [unit], unseen: [ACCOUNTS.platform, 'workloads'], doubts: [] },
      { letIn: [unit], unseen: [ACCOUNTS.platform, 'workloads'], doubts: [] },
    ]);
    expect(words).toContain(
      `Then shared with: prod (account ${ACCOUNTS.prod}), ${ACCOUNTS.platform} (account), not in the configuration, workloads (unit ou-sand-workload): to launch them, with a grant on each copy's key and a statement in 2 key policies`,
    );
    expect(words).toContain('! 999988887777 (account), not in the configuration: what is in the AMI leaves');
    expect(words).toContain(`Assay cannot look into ${ACCOUNTS.platform}, workloads`);
  });

  it('needs two people where an account is not in the configuration, and nobody else otherwise', async () => {
    const impactOf = async (takers: string) => copyJob.impact(await planned(`${line} --share-after ${takers}`));
    expect(await impactOf(`prod,${ACCOUNTS.stranger}`)).toEqual({ unknownAccounts: [ACCOUNTS.stranger] });
    expect(await impactOf('prod')).toEqual({});
  });

  it.each([
    ['nobody', 'not_found', /no account or unit "nobody"/],
    ['all', 'not_possible', /makes no AMI public/],
    ['build', 'bad_input', /The copies in build belong to it already/],
  ])('with %s is refused before anything is copied', async (takers, code, words) => {
    const error = await refused(`${line} --share-after ${takers}`);
    expect(error).toMatchObject({ code, field: 'share-after' });
    expect(error.message).toMatch(words);
  });

  it('is refused where the taker would see nothing of one of the copies', async () => {
    const allowedImages = { state: 'enabled', providers: ['amazon'] } as const;
    world.fake.hands.setPreferences(ACCOUNTS.prod, 'us-east-1', { allowedImages });
    const error = await refused(`${line} --share-after prod`);
    world.fake.hands.setPreferences(ACCOUNTS.prod, 'us-east-1', {
      allowedImages: { state: 'disabled', providers: [] },
    });
    expect(error).toMatchObject({ code: 'not_possible', field: 'share-after' });
    expect(error.message).toMatch(/prod does not allow AMIs of 111122223333 in us-east-1/);
  });

  it('is refused, with the statements, where a key policy would have to be written and is not to be', async () => {
    const settings = { ...world.settings, keyPolicies: 'show' as const };
    const error = await refusalOf(plan(world, `${line} --share-after org`, { settings }));
    expect(error).toMatchObject({ code: 'not_possible', field: 'share-after' });
    expect(JSON.stringify(error.lines)).toContain('aws:PrincipalOrgID');
    await expect(plan(world, `${line} --share-after prod`, { settings })).resolves.toBeTruthy();
  });
});
