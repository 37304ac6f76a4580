import { readdirSync } from 'node:fs';
import type { App } from '@slack/bolt';
import { expect, it } from 'vitest';
import { wireApp } from '../../src/slack/app/wire-app.ts';
import type { FaultCase } from './support/fault-case.ts';

const folder = new URL('cases/', import.meta.url);

/** A field of a form sends nothing by itself; that it is acked all the same is one line without any effect. */
const silent = ['assay.value'];

/** Every id that the app answers to, as it registers them; a pattern as its alternatives. */
function registered(): readonly string[] {
  const ids: string[] = [];
  const alternatives = (pattern: string | RegExp): readonly string[] =>
    typeof pattern === 'string' ? [pattern] : pattern.source.split('|').map((one) => one.replace(/[\^$()\\]/g, ''));
  const note = (pattern: string | RegExp): void => void ids.push(...alternatives(pattern));
  const app = {
    command: () => {},
    action: note,
    options: note,
    view: ({ callback_id }: { callback_id: string }) => note(callback_id),
    event: note,
  };
  wireApp(app as unknown as App, { slash: '/ami' } as never);
  return [...new Set(ids.map((id) => id.replace(/\.d\+$/, '.0')))].filter((id) => !silent.includes(id));
}

it('every button, modal and event that the app answers to is played by a fault case', async () => {
  const cases = await Promise.all(
    readdirSync(folder).map(async (file) => (await import(new URL(file, folder).href)) as Record<string, FaultCase[]>),
  );
  const played = cases.flatMap((one) => Object.values(one).flat()).flatMap(({ hands }) => hands ?? []);
  expect([...new Set(played)].toSorted()).toEqual(registered().toSorted());
});
