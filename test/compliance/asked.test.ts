import { expect, it } from 'vitest';
import { followRequests } from '../../src/compliance/asked.ts';
import { bulletinMessage } from '../../src/compliance/bulletin-message.ts';
import { tell } from '../../src/compliance/tell.ts';
import type { Run } from '../../src/core/run.ts';
import { wordsOf } from '../commands/support.ts';
import { withRedis } from '../store/open-store.ts';
import { worldSettings } from '../support/aws-world.ts';
import { revoked, shopPlace, violation } from './support/told.ts';

const { open } = withRedis();

const waiting = (id: string, more: object = {}): Run =>
  ({
    id,
    job: 'promote',
    state: 'waiting',
    digest: 'd1',
    requester: { userId: 'U0ANNA' },
    about: ['ami-0aaa'],
    approval: { environment: 'production', minimum: 2, votes: [] },
    ...more,
  }) as unknown as Run;

async function told() {
  const { store } = open();
  const [handmade, takenBack] = [violation(1), revoked(2)];
  const version = await store.violations.write(shopPlace, '0', [handmade, takenBack], []);
  await tell({ settings: worldSettings, violations: store.violations, now: new Date() });
  const shown = async () => {
    const [state] = await store.violations.openBulletins(10);
    if (!state) throw new Error('nothing is told');
    return wordsOf(bulletinMessage(state, worldSettings));
  };
  const follow = (...runs: Run[]) =>
    followRequests({ violations: store.violations, records: { runs: async () => runs } });
  /** How often the message had to be sent, since it was asked last. */
  const sent = async (): Promise<number> => {
    const items = await store.outbox.take(10, 60_000);
    for (const item of items) await store.outbox.done(item);
    return items.length;
  };
  return { store, version, handmade, takenBack, shown, follow, sent };
}

it('a message says what was asked for and how many agree, and is sent again only when that is news', async () => {
  const { shown, follow, sent } = await told();
  expect(await sent()).toBe(1);
  await follow();
  expect(await sent()).toBe(0);

  await follow(waiting('r-aaaaaaaaaa'));
  expect(await shown()).toContain('Approval asked for: 0 of 2 people agree, r-aaaaaaaaaa');
  expect(await sent()).toBe(1);
  await follow(waiting('r-aaaaaaaaaa'));
  expect(await sent()).toBe(0);

  const ben = { userId: 'U0BEN', kind: 'approve', at: 1, digest: 'd1' };
  const approval = {
    environment: 'production',
    minimum: 2,
    votes: [ben, { ...ben, userId: 'U0CARL', void: { at: 2, why: 'left' } }, ben],
  };
  await follow(waiting('r-aaaaaaaaaa', { approval }));
  expect(await shown()).toContain('Approval asked for: 1 of 2 people agree');
  expect(await sent()).toBe(1);

  await follow();
  expect(await shown()).not.toContain('asked for');
  expect(await sent()).toBe(1);
});

it('each group has its own, exemptions count too, and neither other environments nor other AMIs do', async () => {
  const { shown, follow } = await told();
  const approval = { environment: 'staging', minimum: 1, votes: [] };
  await follow(
    waiting('r-elsewhere1', { approval }),
    waiting('r-otherimage', { about: ['ami-0ccc'] }),
    waiting('r-sharesome1', { job: 'share' }),
  );
  expect(await shown()).not.toContain('asked for');
  await follow(waiting('r-exempteeee', { job: 'exempt', about: ['i-2', 'ami-0bbb'] }));
  const words = await shown();
  expect(words).toMatch(/its approval was taken away[\s\S]*Exemption asked for: 0 of 2 people agree, r-exempteeee/);
  expect(words.indexOf('Exemption')).toBeLessThan(words.indexOf('nobody approved it'));
});

it('what is resolved is not shown anew because of requests', async () => {
  const { store, version, handmade, takenBack, follow, sent } = await told();
  const [state] = await store.violations.openBulletins(1);
  const ended = { at: Date.now(), how: 'gone' as const };
  await store.violations.write(
    shopPlace,
    version ?? '',
    [handmade, takenBack].map((one) => ({ ...one, ended })),
    [],
  );
  await sent();
  await store.violations.ask(state?.bulletin.id ?? '', [[{ run: 'r-x', for: 'approval', agreed: 0, minimum: 2 }]]);
  await follow(waiting('r-aaaaaaaaaa'));
  expect(await sent()).toBe(0);
});
