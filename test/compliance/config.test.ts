import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askConfig } from '../../src/compliance/ask-config.ts';
import { compareConfig } from '../../src/compliance/compare-config.ts';
import { sweep } from '../../src/compliance/sweep.ts';
import type { ConfigFinding } from '../../src/core/aws-inventory.ts';
import type { ConfigView } from '../../src/core/config-view.ts';
import type { RoundTrouble } from '../../src/core/rounds.ts';
import type { Settings } from '../../src/core/settings.ts';
import type { Violation, ViolationKind } from '../../src/core/violation.ts';
import { answer, wordsOf } from '../commands/support.ts';
import { approve } from '../jobs/support/approvals.ts';
import { withRedis } from '../store/open-store.ts';
import {
  ACCOUNTS,
  type AwsWorld,
  buildPlace,
  prodPlace,
  REGION,
  startAwsWorld,
  worldSettings,
} from '../support/aws-world.ts';
import { noRecords } from '../support/no-records.ts';

const { open } = withRedis();
const rule = 'approved-amis-by-tag';
const approved = { 'ami-approved-production': 'approved' };
const web = { instance: 'i-0d1b2c3d4e5f60001', image: 'ami-0a1b2c3d4e5f6a006' };
const hotfix = { instance: 'i-0d1b2c3d4e5f60003', image: 'ami-0d1b2c3d4e5f6d001' };
const compliance = { ...worldSettings.compliance, config: { rules: { production: rule } } };

let world: AwsWorld;
beforeEach(async () => {
  world = await startAwsWorld({ settings: { compliance } });
});
afterEach(async () => await world.close());

function guard(more: Partial<Settings['compliance']> = {}) {
  const { store } = open();
  const settings = { ...world.settings, compliance: { ...world.settings.compliance, ...more } };
  const context = (now = new Date(Date.now() + 1000)) => ({
    aws: world.aws.reader({ reference: 'config', userId: 'assay' }, { patience: 'job' }),
    settings,
    now,
    violations: store.violations,
    exemptions: store.exemptions,
    configViews: store.configViews,
    records: noRecords,
  });
  const look = async () => void (await sweep(prodPlace, context()));
  const ask = (place = prodPlace) => askConfig(place, context());
  const view = async (): Promise<ConfigView | undefined> => (await store.configViews.all())[0];
  const kinds = async () => (await view())?.differences.map(({ kind, count, named }) => [kind, count, ...named]);
  const says = async (troubles: readonly RoundTrouble[] = []): Promise<string> => {
    const records = {
      ...world.context('compliance').records,
      violations: store.violations,
      configViews: store.configViews,
      troubles: async () => troubles,
    };
    return wordsOf(await answer(world, 'compliance production', { records, settings }));
  };
  const violations = async () =>
    (await store.violations.list({ limit: 100 })).map(({ subject, finding }) => `${subject.id} ${finding.kind}`).sort();
  return { store, look, ask, view, kinds, says, violations };
}

describe('AWS Config beside a sweep', () => {
  it('agrees, or does not see what the owner of a shared AMI wrote; nothing begins or ends by it', async () => {
    const { look, ask, kinds, says, violations } = guard();
    await approve(world, web.image);
    await look();
    const before = await violations();
    await ask();
    const foreign = (await kinds())?.filter(([kind]) => kind === 'foreign_tags').flatMap(([, , ...ids]) => ids);
    expect(foreign).toContain(web.instance);
    expect(foreign).not.toContain(hotfix.instance);
    expect(await violations()).toEqual(before);
    const words = await says();
    expect(words).toContain('AWS Config calls non-compliant what Assay does not in prod, eu-west-1');
    expect(words).toContain("the rule does not see its owner's tags");
    expect(words).toContain('AWS Config was not read yet: prod, us-east-1.');
  });

  it('believes a tag set by hand', async () => {
    const { look, ask, kinds, says } = guard();
    world.fake.hands.tagImage(hotfix.image, approved);
    await world.aws.writer({ reference: 't', userId: 'U0T' }).config(prodPlace).evaluate(rule);
    await new Promise((resolve) => setTimeout(resolve, 40));
    await look();
    await ask();
    expect(await kinds()).toContainEqual(['believes_tag', 1, hotfix.instance]);
    expect(await says()).toMatch(
      /AWS Config calls compliant what Assay does not in prod, eu-west-1: 1 instance .*any tag/,
    );
  });

  it('has not looked since a tag went', async () => {
    const { look, ask, kinds } = guard();
    world.fake.hands.tagImage(hotfix.image, approved);
    await world.aws.writer({ reference: 't', userId: 'U0T' }).config(prodPlace).evaluate(rule);
    await new Promise((resolve) => setTimeout(resolve, 40));
    // It has judged by now, and does so no more when the tag goes.
    await look();
    await ask();
    world.fake.hands.untagImage(hotfix.image, Object.keys(approved));
    await look();
    await ask();
    expect(await kinds()).toContainEqual(['looked_earlier', 1, hotfix.instance]);
  });

  it('that found later than Assay looked is compared after the next sweep', async () => {
    const { look, ask, kinds } = guard();
    await approve(world, web.image);
    await look();
    await new Promise((resolve) => setTimeout(resolve, 1100));
    world.fake.hands.launchInstance(ACCOUNTS.prod, REGION, { imageId: web.image });
    await ask();
    const before = (await kinds())?.find(([kind]) => kind === 'foreign_tags')?.[1];
    await look();
    await ask();
    expect((await kinds())?.find(([kind]) => kind === 'foreign_tags')?.[1]).toBe(Number(before) + 1);
  });

  it('without the rule, or with no recorder, is said so', async () => {
    const { look, ask, view, says } = guard({ config: { rules: { production: 'no-such-rule' } } });
    await look();
    await ask();
    expect((await view())?.judged).toBeUndefined();
    expect(await says()).toContain('AWS Config has no such rule (/ami policy writes it): prod, eu-west-1.');
    world.fake.faults.add({
      kind: 'error',
      call: 'GetComplianceDetailsByConfigRule',
      code: 'NoAvailableConfigurationRecorderException',
      times: 1,
    });
    await ask();
    expect((await view())?.judged).toBeUndefined();
  });

  it('denied or throttled leaves what was read before, and is told', async () => {
    const { look, ask, view, says } = guard();
    await look();
    await ask();
    const before = await view();
    const call = 'GetComplianceDetailsByConfigRule';
    world.fake.faults.add({ kind: 'error', call, code: 'AccessDeniedException', times: 9 });
    await expect(ask()).rejects.toMatchObject({ code: 'aws_denied' });
    expect(await view()).toEqual(before);
    const round = `config ${prodPlace.account} ${prodPlace.region}`;
    expect(await says([{ round, since: 0, at: 0, why: 'The role may not.' }])).toContain(
      'AWS Config could not be read in prod, eu-west-1',
    );
  });

  it('is asked through the aggregator where there is one, and nowhere where any AMI may run', async () => {
    const aggregator = { name: 'organisation', account: ACCOUNTS.build, region: REGION };
    const { look, ask, view } = guard({ config: { rules: { production: rule }, aggregator } });
    await look();
    await ask();
    expect(world.calls('GetAggregateComplianceDetailsByConfigRule')).toHaveLength(1);
    // The aggregator is not in that account.
    expect((await view())?.judged).toBeUndefined();
    await ask(buildPlace);
    expect(world.calls('GetAggregateComplianceDetailsByConfigRule')).toHaveLength(1);
  });

  it('is forgotten when the configuration names no rule any more', async () => {
    const { store, look, ask } = guard();
    await look();
    await ask();
    expect(await store.configViews.all()).toHaveLength(1);
    const { config: _none, ...without } = compliance;
    await askConfig(prodPlace, {
      aws: world.aws.reader({ reference: 'config', userId: 'assay' }),
      settings: { ...world.settings, compliance: without },
      now: new Date(),
      violations: store.violations,
      configViews: store.configViews,
    });
    expect(await store.configViews.all()).toEqual([]);
  });
});

describe('the comparison', () => {
  const place = { account: '1', region: 'r' };
  const now = 10 * 3_600_000;
  const violation = (id: string, kind: ViolationKind, firstSeenAt = 0): Violation => ({
    id: `v-${id}`,
    place,
    environment: 'production',
    subject: { kind: 'instance', id },
    image: { id: 'ami-1' },
    finding: { kind, severity: 'high', sentence: 'x' },
    firstSeenAt,
  });
  const says = (instanceId: string, isCompliant: boolean): ConfigFinding => ({
    place,
    instanceId,
    isCompliant,
    recordedAt: new Date(0).toISOString(),
  });
  const cases: readonly [
    string,
    readonly Violation[],
    readonly ConfigFinding[],
    readonly (readonly [string, number])[],
  ][] = [
    ['both object', [violation('i-1', 'not_approved')], [says('i-1', false)], []],
    ['both content', [], [says('i-1', true)], []],
    ['a forged tag', [violation('i-1', 'forged')], [says('i-1', true)], [['believes_tag', 1]]],
    ['revoked since', [violation('i-1', 'revoked')], [says('i-1', true)], [['looked_earlier', 1]]],
    ['gone since', [violation('i-1', 'unprovable')], [says('i-1', true)], [['looked_earlier', 1]]],
    ['approved and out of date', [violation('i-1', 'outdated')], [says('i-1', true)], []],
    ['not judged', [violation('i-1', 'not_approved')], [says('i-2', true)], [['not_judged', 1]]],
    ['not judged yet', [violation('i-1', 'not_approved', now - 60_000)], [says('i-2', true)], []],
    ['nothing at all', [violation('i-1', 'not_approved')], [], [['nothing_judged', 7]]],
  ];
  it.each(cases)('%s', (_, ours, findings, expected) => {
    const found = compareConfig({ findings, open: ours, seen: { at: now, instances: 7 }, now }, []);
    expect(found.map(({ kind, count }) => [kind, count])).toEqual(expected);
  });
});
