import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Image, Snapshot } from '../../src/core/aws.ts';
import { shareJob } from '../../src/jobs/share/index.ts';
import { imageKeys } from '../../src/lookup/image-keys.ts';
import { ACCOUNTS, type AwsWorld, buildPlace, refusalOf, startAwsWorld } from '../support/aws-world.ts';
import { plan, wordsOf } from './support.ts';

let world: AwsWorld;
beforeAll(async () => {
  world = await startAwsWorld();
});
afterAll(async () => await world.close());

const refused = (line: string, settings: object = {}) =>
  refusalOf(plan(world, line, { settings: { ...world.settings, ...settings } }));

describe('share is refused before anything is changed', () => {
  it.each([
    ['share web-2026-10-01 with all', /Assay makes no AMI public/],
    ['share web-2026-10-01 with public', /Assay makes no AMI public/],
    ['share web-2026-10-01 with everybody', /Assay makes no AMI public/],
    ['share web-2026-10-01 with build', /belongs to that account already/],
    ['share web-2026-10-01 with prud', /I know no account or unit "prud"/],
    ['share web-2026-10-01 with org --to-copy', /AWS shares snapshots with accounts only/],
    ['share ami-0ccccccccccccc001 with prod', /belongs to 222233334444: only its owner can share it/],
    ['share scanner-2026-08-01 with prod --to-copy', /product code of AWS Marketplace/],
    ['share archive-2024-06-01 with prod', /alias\/ami-2024, which is disabled: nobody can launch it/],
    ['share archive-2023-06-01 with prod', /alias\/ami-2023, which is waiting to be deleted/],
  ])('%s', async (line, why) => {
    const refusal = await refused(line);
    expect(refusal.message).toMatch(why);
    expect(refusal.hint).toMatch(/[.?]$/);
  });

  it('under the default key, with the way out as a button', async () => {
    const refusal = await refused('share batch-default-key-2026-09-10 with prod');
    expect(refusal.offers).toEqual([
      {
        label: 'Copy it under alias/ami first…',
        command: 'copy',
        input: { image: 'ami-0a1b2c3d4e5f6a004', to: 'eu-west-1', key: 'alias/ami' },
      },
    ]);
  });

  it('an organisation and a key policy that does not let it in, with the statements, unless Assay is to write them', async () => {
    const line = 'share db-2026-10-05 with org';
    const refusal = await refused(line, { keyPolicies: 'show' });
    expect(refusal.message).toBe('alias/ami does not let o-assay4ybem in, and KMS grants go to accounts only.');
    const shown = wordsOf({ title: '', lines: refusal.lines });
    expect(shown).toContain('"aws:PrincipalOrgID":"o-assay4ybem"');
    expect(shown).toContain('"kms:GrantIsForAWSResource":"true"');
    const { words } = await plan(world, line);
    expect(words).toContain('Keys: alias/ami (a statement in the key policy each)');
  });

  it('where the taker does not allow AMIs of the owner', async () => {
    const allow = (state: 'enabled' | 'audit-mode' | 'disabled', providers: readonly string[]) =>
      world.fake.hands.setPreferences(ACCOUNTS.prod, 'eu-west-1', { allowedImages: { state, providers } });
    allow('enabled', ['amazon']);
    const refusal = await refused('share web-2026-10-01 with prod');
    expect(refusal.message).toMatch(/prod does not allow AMIs of 111122223333 in eu-west-1 \(Allowed AMIs\)/);
    allow('audit-mode', ['amazon']);
    expect((await plan(world, 'share web-2026-10-01 with prod')).words).toContain('! prod is about to allow no AMIs');
    allow('enabled', ['amazon', ACCOUNTS.build]);
    expect((await plan(world, 'share web-2026-10-01 with prod')).words).not.toContain('!');
    allow('disabled', []);
  });

  it('a snapshot under a key of another Region, which EBS never has, or of an account nobody configured', async () => {
    const image = { id: 'ami-1', place: buildPlace, ownerId: ACCOUNTS.build, volumes: [] } as unknown as Image;
    const under = (keyArn: string) => [{ id: 'snap-1', encrypted: true, keyArn }] as unknown as Snapshot[];
    const look = (keyArn: string) => refusalOf(imageKeys(image, under(keyArn), world.context('share')));
    const elsewhere = await look(`arn:aws:kms:us-east-1:${ACCOUNTS.build}:key/5f1c0de0-0000-4000-8000-00000000b101`);
    expect(elsewhere.message).toMatch(/of us-east-1, but EBS encrypts under keys of the same Region only/);
    const strange = await look(`arn:aws:kms:eu-west-1:${ACCOUNTS.stranger}:key/a`);
    expect(strange.message).toMatch(/a key of 777788889999, which Assay does not look after/);
  });
});

describe('what a share says before it is sent', () => {
  it('names takers, keys, and that the AMI stays ours', async () => {
    const { words } = await plan(world, 'share db-2026-10-05 with prod and 777788889999 --to-copy');
    expect(words).toContain('With: prod (account 444455556666), 777788889999 (account), not in the configuration');
    expect(words).toContain('Keys: alias/ami (a grant for 2 accounts each)');
    expect(words).toContain('To: launch it, and copy it with its snapshots');
    expect(words).toContain(
      '! 777788889999 (account), not in the configuration: what is in the AMI leaves your accounts',
    );
    expect(words).toContain('It stays the property of build');
    expect(words).toContain('Assay cannot look into 777788889999');
  });

  it('is planned twice with equal digests, whatever the order of the takers', async () => {
    const one = await plan(world, 'share db-2026-10-05 with prod org');
    const two = await plan(world, 'share db-2026-10-05 with org, prod');
    expect(two.digest).toBe(one.digest);
    expect(shareJob.impact(shareJob.plan.parse(one.parsed))).toEqual({});
  });

  it('warns of product codes and multi-Region keys, and tells what is there already', async () => {
    expect((await plan(world, 'share scanner-2026-08-01 with prod')).words).toContain('! It carries a product code');
    expect((await plan(world, 'share ledger-2026-09-15 with prod')).words).toContain('counts in eu-west-1 only');
    expect((await plan(world, 'share base-2026-09-01 with prod')).words).toContain('prod can launch it already');
  });

  it('takes units and organisations by alias, id and ARN, and a foreign organisation as a stranger', async () => {
    const unknown = async (word: string) =>
      shareJob.impact(shareJob.plan.parse((await plan(world, `share web-2026-10-01 with ${word}`)).parsed))
        .unknownAccounts;
    for (const word of ['org', 'workloads', 'ou:workloads', 'ou-sand-workload', 'o-assay4ybem'])
      expect(await unknown(word)).toBeUndefined();
    const foreign = 'arn:aws:organizations::210987654321:organization/o-foreign12345';
    expect(await unknown(foreign)).toEqual([foreign]);
  });
});
