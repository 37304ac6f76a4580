import { expect, it } from 'vitest';
import { endDeparted } from '../../src/compliance/end-departed.ts';
import { tell } from '../../src/compliance/tell.ts';
import type { Settings } from '../../src/core/settings.ts';
import { withRedis } from '../store/open-store.ts';
import { worldSettings } from '../support/aws-world.ts';
import { shopPlace, violation } from './support/told.ts';

const { open } = withRedis();
const minute = 60_000;
const sweptAt = Date.parse('2026-11-23T09:00:00Z');
const settings = { ...worldSettings, compliance: { ...worldSettings.compliance, everyMs: 10 * minute } };
const withoutShop = { ...settings, accounts: settings.accounts.filter(({ id }) => id !== shopPlace.account) };
const elsewhere = { ...shopPlace, region: 'ap-south-1' };

/** Two things open where people were told of them, and one in a Region nobody ever swept. */
async function guarded() {
  const { store } = open();
  const { violations } = store;
  const mine = [violation(1), violation(2)];
  await violations.write(shopPlace, '0', mine, []);
  await violations.write(elsewhere, '0', [violation(3, { place: elsewhere })], []);
  await violations.cover({ place: shopPlace, at: sweptAt, instances: 2, launchers: 0, unjudged: 0 });
  await tell({ settings, violations, now: new Date(sweptAt) });
  const endAt = (minutes: number, by: Settings = withoutShop) =>
    endDeparted({ violations, settings: by, now: new Date(sweptAt + minutes * minute) });
  const left = async () => (await violations.list({ limit: 10 })).map(({ id }) => id).toSorted();
  return { store, endAt, left };
}

it('what is open in an account that left the configuration ends, and the message that told of it says so', async () => {
  const { store, endAt, left } = await guarded();
  await endAt(21);
  expect(await left()).toEqual([]);
  const ended = await store.violations.list({ endedSince: 0, limit: 10 });
  expect(ended.map(({ ended: how }) => how?.how)).toEqual(['out_of_scope', 'out_of_scope', 'out_of_scope']);
  expect(await store.violations.openBulletins(10)).toEqual([]);
  const lines = await store.audit.about('i-1');
  expect(lines.map(({ action }) => action)).toContain('violation-ended');
});

it('not while a process with a newer configuration looks there, and nothing of a place that is still in it', async () => {
  const { endAt, left } = await guarded();
  await endAt(19);
  expect(await left()).toEqual(['v-1', 'v-2']);
  await endAt(21, settings);
  expect(await left()).toEqual(['v-1', 'v-2']);
});
