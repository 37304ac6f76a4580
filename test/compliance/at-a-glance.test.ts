import { expect, it } from 'vitest';
import { atAGlance } from '../../src/compliance/at-a-glance.ts';
import { wordsOf } from '../commands/support.ts';
import { withRedis } from '../store/open-store.ts';
import { worldSettings } from '../support/aws-world.ts';
import { revoked, shopPlace, violation } from './support/told.ts';

const { open } = withRedis();
const now = Date.parse('2026-11-25T08:00:00Z');
const seen = (region: string, at: number) => ({
  place: { ...shopPlace, region },
  at,
  instances: 3,
  launchers: 1,
  unjudged: 0,
});

it('says of each guarded environment what is open, since when all of it was seen, and what was not', async () => {
  const { store } = open();
  const glance = async (troubles: Parameters<typeof atAGlance>[0]['troubles'] = []) => {
    const entries = await atAGlance({ settings: worldSettings, now, violations: store.violations, troubles });
    return wordsOf({ title: '', entries });
  };
  const blind = await glance();
  expect(blind).toContain('⚠️ production: nothing open');
  expect(blind).toContain('prod, us-east-1 was not seen yet');
  expect(blind).not.toContain('✅');

  await store.violations.cover(seen('eu-west-1', now - 60_000));
  await store.violations.cover(seen('us-east-1', now - 120_000));
  expect(await glance()).toContain('✅ production: nothing open');
  expect(await glance()).toContain('Everything was seen at or after 2026-11-25T07:58:00');

  await store.violations.write(shopPlace, '0', [revoked(1), violation(2), violation(3, { exemption: 'x' })], []);
  const words = await glance([
    { round: 'compliance 444455556666 us-east-1', since: now, at: now, why: 'AWS refuses the role.' },
  ]);
  expect(words).toContain('⛔ production: 2 open (1 high, 1 medium), 1 exempted');
  expect(words).toContain('us-east-1 was last seen whole 2026-11-25T07:58:00.000Z: AWS refuses the role.');
  expect(words).toContain('[Compliance of production] compliance production');
});
