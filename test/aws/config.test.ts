import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultWorld } from '../../sandbox/aws/default-world.ts';
import type { InstanceSeed } from '../../sandbox/aws/world/world-seed.ts';
import { BusyError } from '../../src/core/outcome.ts';
import { configNeeds, evaluationNeeds } from '../../src/lookup/config-needs.ts';
import { makePolicies } from '../../src/policy/make-policies.ts';
import { sampleInput } from '../policy/sample.ts';
import { ACCOUNTS, type AwsWorld, anna, buildPlace, prodPlace, REGION, startAwsWorld } from '../support/aws-world.ts';
import { policySetOf, startWithRoles } from './start-with-roles.ts';

const rule = 'approved-amis-by-tag';
const approved = { 'ami-approved-production': 'approved' };
const web = { instance: 'i-0d1b2c3d4e5f60001', image: 'ami-0a1b2c3d4e5f6a006' };
const hotfix = { instance: 'i-0d1b2c3d4e5f60003', image: 'ami-0d1b2c3d4e5f6d001' };

let world: AwsWorld;
let ahead: number;
const now = () => Date.now() + ahead;
beforeEach(async () => {
  ahead = 0;
  world = await startAwsWorld({ fake: { now } });
});
afterEach(async () => await world.close());

const by = { reference: 'sweep', userId: anna.userId };
const reader = (place = prodPlace) => world.aws.reader(by, { patience: 'job' }).config(place);
const writer = (place = prodPlace) => world.aws.writer(by).config(place);
const compliant = async () =>
  (await reader().findings(rule))?.filter(({ isCompliant }) => isCompliant).map(({ instanceId }) => instanceId);

/** Until Config is done with what was started. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 30));
}

describe('findings', () => {
  it('of every instance that is there, by the tags as the account sees them', async () => {
    const found = await reader().findings(rule);
    expect(found).toHaveLength(3);
    expect(found?.[0]).toEqual({
      place: prodPlace,
      instanceId: web.instance,
      isCompliant: false,
      recordedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    // The owner's tag is invisible in prod; prod's own is what the rule reads.
    world.fake.hands.tagImage(web.image, approved);
    await writer().evaluate(rule);
    await settled();
    expect(await compliant()).toEqual([]);
  });

  it('are none where there is no such rule', async () => {
    expect(await reader().findings('no-such-rule')).toBeUndefined();
    expect(await reader(buildPlace).findings(rule)).toBeUndefined();
  });

  it('fit into pages', async () => {
    await world.close();
    const instances = Array.from(
      { length: 230 },
      (_, index): InstanceSeed => ({
        id: `i-${String(index).padStart(17, '0')}`,
        imageId: hotfix.image,
        tags: {},
        volumes: [],
      }),
    );
    const accounts = defaultWorld.accounts.map((account) =>
      account.id === ACCOUNTS.prod
        ? { ...account, regions: { [REGION]: { ...account.regions[REGION], instances } } }
        : account,
    );
    world = await startAwsWorld({ fake: { world: { ...defaultWorld, accounts } } });
    expect(new Set((await reader().findings(rule))?.map(({ instanceId }) => instanceId)).size).toBe(230);
    expect(world.calls('GetComplianceDetailsByConfigRule')).toHaveLength(3);
    // A page that fails is no shorter list.
    world.fake.faults.add({ kind: 'throttle', call: 'GetComplianceDetailsByConfigRule', times: 20 });
    await expect(reader().findings(rule)).rejects.toBeInstanceOf(BusyError);
  });
});

describe('the rule judges', () => {
  it('an instance when it changes itself, not when the tags of its AMI do', async () => {
    await reader().findings(rule);
    world.fake.hands.tagImage(web.image, approved, ACCOUNTS.prod);
    world.fake.hands.tagImage(hotfix.image, approved);
    expect(await compliant()).toEqual([]);
    world.fake.hands.tagResource(hotfix.instance, ACCOUNTS.prod, { cost: '7' });
    expect(await compliant()).toEqual([hotfix.instance]);
    world.fake.hands.terminateInstance(hotfix.instance);
    expect((await reader().findings(rule))?.map(({ instanceId }) => instanceId)).not.toContain(hotfix.instance);
  });

  it('everything when it is asked to, once a minute', async () => {
    await reader().findings(rule);
    world.fake.hands.tagImage(web.image, approved, ACCOUNTS.prod);
    expect(await writer().evaluate(rule)).toBe(true);
    expect(await writer().evaluate(rule)).toBe(false);
    await settled();
    expect(await compliant()).toEqual([web.instance]);
    expect(await writer().evaluate(rule)).toBe(false);
    // No second attempt by the SDK, which takes this for throttling.
    expect(world.calls('StartConfigRulesEvaluation')).toHaveLength(3);
    ahead = 61_000;
    expect(await writer().evaluate(rule)).toBe(true);
    expect(await writer().evaluate('no-such-rule')).toBe(false);
  });

  it('and sees nothing on an AMI that its account cannot see any more', async () => {
    world.fake.hands.tagImage(web.image, approved, ACCOUNTS.prod);
    world.fake.hands.changeLaunchPermissions(web.image, { remove: [ACCOUNTS.prod] });
    await writer().evaluate(rule);
    await settled();
    expect(await compliant()).toEqual([]);
  });
});

describe('with the roles of the generated policies', () => {
  it('the aggregator of the organisation tells one account and Region at a time', async () => {
    const platform = { account: ACCOUNTS.platform, region: REGION };
    const account = {
      alias: 'platform',
      id: ACCOUNTS.platform,
      regions: [REGION],
      readRoleArn: `arn:aws:iam::${ACCOUNTS.platform}:role/AssayReader`,
      writeRoleArn: `arn:aws:iam::${ACCOUNTS.platform}:role/AssayWorker`,
    };
    const config = {
      rules: { production: rule },
      aggregator: { name: 'organisation', account: ACCOUNTS.platform, region: REGION },
    };
    const settings = { ...sampleInput.settings, compliance: { stopInstances: false, config } };
    const input = { ...sampleInput, settings, accounts: [...sampleInput.accounts, account] };
    const roles = await startWithRoles({ accounts: input.accounts });
    try {
      const install = (reader: typeof configNeeds, writer: typeof configNeeds = []): void =>
        roles.fake.setPolicies(policySetOf(makePolicies({ ...input, needs: { reader, writer } }), input));
      install(configNeeds, evaluationNeeds);
      const config = roles.aws.reader(by, { patience: 'job' }).config(platform);
      const found = await config.aggregated('organisation', rule, prodPlace);
      expect(found?.map(({ place, isCompliant }) => [place, isCompliant])).toEqual([
        [prodPlace, false],
        [prodPlace, false],
        [prodPlace, false],
      ]);
      expect(await config.aggregated('organisation', 'no-such-rule', prodPlace)).toEqual([]);
      expect(await config.aggregated('no-such-aggregator', rule, prodPlace)).toBeUndefined();
      expect(await roles.aws.writer(by).config(prodPlace).evaluate(rule)).toBe(true);
      const needed = roles.recorded.filter(({ service }) => service === 'config').flatMap(({ needs }) => needs);
      expect([...new Set(needed)].sort()).toEqual(
        ['GetAggregateComplianceDetailsByConfigRule', 'StartConfigRulesEvaluation'].map((name) => `config:${name}`),
      );
      // Reading does not let the reader start anything, and without the needs nothing goes at all.
      install([]);
      for (const refused of [
        () => config.aggregated('organisation', rule, prodPlace),
        () => roles.aws.reader(by, { patience: 'job' }).config(prodPlace).findings(rule),
        () => roles.aws.writer(by).config(prodPlace).evaluate(rule),
      ])
        await expect(refused()).rejects.toMatchObject({ code: 'aws_denied' });
    } finally {
      await roles.close();
    }
  });
});
