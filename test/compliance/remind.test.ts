import { describe, expect, it } from 'vitest';
import { remind } from '../../src/compliance/remind.ts';
import { tell } from '../../src/compliance/tell.ts';
import type { ComplianceSettings } from '../../src/core/settings.ts';
import type { Notice } from '../../src/core/store.ts';
import type { Owner, Violation, ViolationEnd } from '../../src/core/violation.ts';
import { wordsOf } from '../commands/support.ts';
import { withRedis } from '../store/open-store.ts';
import { worldSettings } from '../support/aws-world.ts';
import { revoked, shopPlace, violation } from './support/told.ts';

const { open } = withRedis();
const hour = 3_600_000;
const start = Date.parse('2026-11-23T09:00:00Z');
const rosa: Owner = { kind: 'person', id: 'U0ROSA0001' };
const shop: Owner = { kind: 'group', id: 'S0SHOP' };

async function guard(violations: readonly Violation[], compliance: Partial<ComplianceSettings> = {}) {
  const { store } = open();
  const settings = {
    ...worldSettings,
    compliance: {
      ...worldSettings.compliance,
      remindMs: { high: 4 * hour, medium: 24 * hour, low: 7 * 24 * hour },
      ...compliance,
    },
  };
  let version = await store.violations.write(shopPlace, '0', violations, []);
  const contextAt = (hours: number) => ({
    settings,
    violations: store.violations,
    exemptions: store.exemptions,
    now: new Date(start + hours * hour),
  });
  await tell(contextAt(0));
  const end = async (one: Violation, how: ViolationEnd = 'gone') => {
    version = await store.violations.write(shopPlace, version ?? '', [{ ...one, ended: { at: start, how } }], []);
  };
  /** What the outbox holds that was not there before. */
  const seen = new Set<string>();
  const said = async (): Promise<readonly Notice[]> => {
    const items = await store.outbox.take(100, 60_000);
    const notices = items.flatMap((item) => (item.kind === 'notice' ? [item.notice] : []));
    const fresh = notices.filter(({ key }) => !seen.has(key));
    for (const { key } of notices) seen.add(key);
    return fresh;
  };
  const at = async (hours: number): Promise<readonly string[]> => {
    await remind(contextAt(hours));
    return (await said()).map(({ message }) => wordsOf(message));
  };
  return { store, contextAt, end, at, said };
}

describe('a reminder', () => {
  it('comes by the worst that is still open, as often as the configuration says, and no more when all is resolved', async () => {
    const [bad, mild] = [revoked(1), violation(2)];
    const { at, end } = await guard([bad, mild]);
    expect(await at(3.9)).toEqual([]);
    expect(await at(4)).toEqual([expect.stringContaining('production: all 2 still open')]);
    expect(await at(4.1)).toEqual([]);
    expect(await at(8)).toEqual([
      expect.stringContaining('1 high, 1 medium, the oldest seen first 2026-11-23T08:00:01'),
    ]);
    await end(bad);
    // Now the worst is medium: a day after the last one.
    expect(await at(12)).toEqual([]);
    expect(await at(32)).toEqual([expect.stringContaining('1 of 2 still open')]);
    await end(mild);
    expect(await at(100)).toEqual([]);
  });

  it('calls those to whom something open belongs, each once, and nobody else', async () => {
    const all = [
      revoked(1, { owner: rosa }),
      revoked(2, { owner: rosa }),
      violation(3, { owner: shop }),
      violation(4, { owner: { kind: 'person', id: 'U0GONE' } }),
    ];
    const { at, end } = await guard(all);
    await end(all[3] as Violation);
    const [words = ''] = await at(4);
    expect(words).toContain('Belongs to @U0ROSA0001, @S0SHOP');
    expect(words).not.toContain('U0GONE');
    expect(words.split('U0ROSA0001')).toHaveLength(2);
  });

  it('goes into the thread of its message, one for ten thousand violations', async () => {
    const many = Array.from({ length: 10_000 }, (_, number) => violation(number, { owner: rosa }));
    const { store } = open();
    let version: string | undefined = '0';
    for (let first = 0; first < many.length; first += 500)
      version = await store.violations.write(shopPlace, version ?? '', many.slice(first, first + 500), []);
    const settings = {
      ...worldSettings,
      compliance: { ...worldSettings.compliance, remindMs: { medium: hour } },
    };
    const context = { settings, violations: store.violations, exemptions: store.exemptions, now: new Date(start) };
    await tell(context);
    await store.outbox.take(100, 60_000);
    await remind({ ...context, now: new Date(start + hour) });
    const [item, ...others] = await store.outbox.take(100, 1000);
    expect(others).toEqual([]);
    expect(item).toMatchObject({ kind: 'notice', notice: { to: { kind: 'thread' } } });
    expect(item?.kind === 'notice' && wordsOf(item.notice.message)).toContain('all 10000 still open');
  }, 60_000);

  it('waits for the end of quiet hours, unless something is of high severity', async () => {
    const quietHours = { from: '22:00', to: '07:00', timeZone: 'UTC' };
    const mild = await guard([violation(1)], { quietHours, remindMs: { medium: 14 * hour } });
    // 09:00 and 14 hours: 23:00.
    expect(await mild.at(14)).toEqual([]);
    expect(await mild.at(22)).toHaveLength(1);
    const bad = await guard([revoked(1)], { quietHours, remindMs: { high: 14 * hour } });
    expect(await bad.at(14)).toHaveLength(1);
  });

  it('is not sent for a severity that is switched off', async () => {
    const { at } = await guard([revoked(1)], { remindMs: { medium: hour } });
    expect(await at(10_000)).toEqual([]);
  });

  it('is said once by several processes, and once when the one that said it died before it knew', async () => {
    const { store, contextAt, said } = await guard([revoked(1)]);
    await Promise.all([remind(contextAt(4)), remind(contextAt(4)), remind(contextAt(4.01))]);
    expect(await said()).toHaveLength(1);
    // As it was read before: what a process does that was stopped in between and goes on.
    const [state] = await store.violations.openBulletins(1);
    const late: Notice = {
      key: 'late',
      runId: state?.bulletin.id ?? '',
      to: { kind: 'thread' },
      message: { title: 'late' },
      urgent: false,
    };
    await store.violations.remind(late.runId, undefined, start + 4 * hour, late);
    expect(await said()).toEqual([]);
    await remind(contextAt(8));
    expect(await said()).toHaveLength(1);
  });

  it('is not said any more when the last one ended between reading and saying', async () => {
    const one = revoked(1);
    const { store, end, said, contextAt } = await guard([one]);
    const [state] = await store.violations.openBulletins(1);
    await end(one);
    const notice: Notice = {
      key: 'x',
      runId: state?.bulletin.id ?? '',
      to: { kind: 'thread' },
      message: { title: 'x' },
      urgent: false,
    };
    await store.violations.remind(notice.runId, undefined, contextAt(4).now.getTime(), notice);
    expect(await said()).toEqual([]);
  });
});
