import { describe, expect, it } from 'vitest';
import { digest } from '../../src/compliance/digest.ts';
import type { ComplianceSettings } from '../../src/core/settings.ts';
import type { Notice } from '../../src/core/store.ts';
import type { Violation, ViolationEnd } from '../../src/core/violation.ts';
import { wordsOf } from '../commands/support.ts';
import { withRedis } from '../store/open-store.ts';
import { worldSettings } from '../support/aws-world.ts';
import { noRecords } from '../support/no-records.ts';
import { revoked, shopPlace, violation } from './support/told.ts';

const { open } = withRedis();
const hour = 3_600_000;
const day = 24 * hour;
/** A Wednesday; nine o'clock in Berlin is eight in UTC. */
const nine = Date.parse('2026-11-25T08:00:00Z');
const wanted = { at: '09:00', timeZone: 'Europe/Berlin', channel: 'C0ALERTS01' };
const places = [shopPlace, { ...shopPlace, region: 'us-east-1' }];

function guard(compliance: Partial<ComplianceSettings> = {}) {
  const { store } = open();
  const settings = { ...worldSettings, compliance: { ...worldSettings.compliance, digest: wanted, ...compliance } };
  let version: string | undefined = '0';
  const write = async (...some: Violation[]) => {
    version = await store.violations.write(shopPlace, version ?? '', some, []);
  };
  const end = (one: Violation, at: number, how: ViolationEnd = 'replaced') => write({ ...one, ended: { at, how } });
  /** As if both places had just been swept. */
  const swept = async (at: number) => {
    for (const place of places)
      await store.violations.cover({ place, at, instances: 3, launchers: 1, unjudged: 0, why: undefined });
  };
  const toolsAt = (at: number) => ({
    settings,
    now: new Date(at),
    violations: store.violations,
    exemptions: store.exemptions,
    digests: store.digests,
    records: noRecords,
    troubles: async () => [],
    audit: store.audit,
  });
  const seen = new Set<string>();
  const said = async (): Promise<readonly Notice[]> => {
    const items = await store.outbox.take(100, 60_000);
    const notices = items.flatMap((item) =>
      item.kind === 'notice' && !seen.has(item.notice.key) ? [item.notice] : [],
    );
    for (const { key } of notices) seen.add(key);
    return notices;
  };
  const at = async (moment: number, isSwept = true): Promise<string> => {
    if (isSwept) await swept(moment - 60_000);
    await digest(toolsAt(moment));
    return (await said()).map(({ message }) => wordsOf(message)).join('\n--\n');
  };
  return { store, write, end, toolsAt, said, at, swept };
}
const ago = (ms: number): { readonly firstSeenAt: number } => ({ firstSeenAt: nine - ms });

describe('a daily digest', () => {
  it('says what is open, what began and ended and how, the oldest, and draws the last weeks', async () => {
    const { write, end, toolsAt, said, swept } = guard();
    const [old, bad, over] = [violation(1, ago(9 * day)), revoked(2, ago(hour)), violation(3, ago(3 * day))];
    await write(old, bad, over);
    await end(over, nine - 2 * hour, 'gone');
    await swept(nine - 60_000);
    await digest(toolsAt(nine));
    const [notice, ...others] = await said();
    expect(others).toEqual([]);
    expect(notice).toMatchObject({
      key: 'digest:production:2026-11-25',
      to: { kind: 'channel', channel: 'C0ALERTS01' },
    });
    const words = notice ? wordsOf(notice.message) : '';
    expect(words).toContain('production today: 2 open (1 high, 1 medium)');
    expect(words).toContain('1 began, 1 ended (1 gone)');
    expect(words).toContain('web-1 (i-1) in prod, eu-west-1 runs from an AMI nobody approved');
    const [picture] = notice?.message.pictures ?? [];
    expect(picture?.alt).toContain('Now 2: 1 high, 1 medium, 0 low. A week ago 1. Most: 2, on');
    expect(picture?.alt).toMatch(/Day by day from 27 Oct: (0, ){20}(1, ){6}(2, ){3}2\.$/);
    expect(picture && 'trend' in picture && picture.trend.days).toHaveLength(30);
  });

  it('comes once a day at its local time, later where Assay was off, and by one of several processes', async () => {
    const { write, at, toolsAt, said, swept } = guard();
    await write(violation(1, ago(hour)));
    expect(await at(nine - 60_000)).toBe('');
    await swept(nine + 5 * hour);
    await Promise.all([1, 2, 3].map(() => digest(toolsAt(nine + 5 * hour))));
    expect(await said()).toHaveLength(1);
    expect(await at(nine + 6 * hour)).toBe('');
    // The next day's counts from the last one.
    await write(violation(2, { firstSeenAt: nine + 7 * hour }));
    expect(await at(nine + day)).toContain('1 began, none ended');
  });

  it('is silent when nothing has changed, except on Mondays where something is open; all clean is one line, once', async () => {
    const { write, end, at } = guard();
    const one = violation(1, ago(hour));
    await write(one);
    expect(await at(nine)).toContain('1 open');
    // Thursday to Sunday, then Monday.
    for (const days of [1, 2, 3, 4]) expect(await at(nine + days * day)).toBe('');
    expect(await at(nine + 5 * day)).toContain('none began, none ended');
    await end(one, nine + 5 * day + hour);
    const clean = await at(nine + 6 * day);
    expect(clean).toContain('production today: all clean');
    expect(clean.split('\n')).toHaveLength(2);
    for (const days of [7, 8, 12, 13]) expect(await at(nine + days * day)).toBe('');
  });

  it('never calls clean what was not seen', async () => {
    const { at, swept } = guard();
    await swept(nine - 6 * hour);
    const words = await at(nine, false);
    expect(words).toContain('nothing open was found, but not everything was seen');
    expect(words).toContain('! prod, eu-west-1 was last seen whole');
    expect(words).not.toContain('clean');
    // Still the same the next day; then it is seen again.
    expect(await at(nine + day, false)).toBe('');
    expect(await at(nine + 2 * day)).toContain('all clean');
  });

  it('counts what is exempted by itself, and names what ends soon', async () => {
    const { store, write, at } = guard();
    const exemption = (id: string, days: number) => ({
      id,
      place: shopPlace,
      environment: 'production',
      subject: { kind: 'instance' as const, id: `i-${id}`, name: `web-${id}` },
      image: { id: 'ami-0aaa' },
      severity: 'medium' as const,
      reason: 'ticket',
      requester: 'U1',
      approvers: ['U2', 'U3'],
      from: nine - day,
      until: nine + days * day,
    });
    for (const one of [exemption('a', 20), exemption('b', 2)])
      await store.exemptions.change(one.id, () => ({ exemption: one, audit: [] }));
    await write(violation(1, ago(hour)), violation(2, { ...ago(hour), exemption: 'a' }));
    const words = await at(nine);
    expect(words).toContain('1 open (1 medium)');
    expect(words).toContain('2 in force; web-b ends 2026-11-27');
    expect(words).not.toContain('web-a');
  });

  it('that comes late waits for the end of quiet hours', async () => {
    const { write, at } = guard({ quietHours: { from: '22:00', to: '07:00', timeZone: 'Europe/Berlin' } });
    await write(violation(1, ago(hour)));
    expect(await at(nine + 14 * hour)).toBe('');
    expect(await at(nine + day)).toContain('1 open');
  });

  it('is off where the configuration names no time', async () => {
    const { write, at } = guard({ digest: undefined });
    await write(violation(1, ago(hour)));
    expect(await at(nine)).toBe('');
  });
});
