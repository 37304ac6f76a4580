import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Place } from '../../src/core/aws.ts';
import { BusyError, UserError } from '../../src/core/outcome.ts';
import { definePatrol, type PatrolContext, type PatrolRun } from '../../src/core/patrol.ts';
import type { EngineParts } from '../../src/engine/parts.ts';
import { eventually } from '../store/eventually.ts';
import { withEngine } from './open-engine.ts';
import { makeTestCatalogue } from './test-catalogue.ts';

const { world } = withEngine();

const account = (id: string, ...regions: readonly string[]) => ({ alias: id, id, environment: 'test', regions });
const settings = {
  accounts: [account('111122223333', 'eu-central-1', 'eu-west-1'), account('444455556666', 'eu-central-1')],
  environments: [],
  demands: [],
  channels: { requests: 'C1', approvals: 'C2' },
} as unknown as EngineParts['settings'];

const build = (id: string, more: Partial<PatrolRun> = {}): PatrolRun => ({
  requestKey: `build/${id}`,
  job: 'follow',
  plan: { name: id },
  channel: 'C1',
  ...more,
});

type Look = (place: Place, context: PatrolContext) => Promise<readonly PatrolRun[]>;

/** A world with one patrol, and a job that ends at once. */
function patrolled(look: Look, everyMs = 50) {
  const patrol = definePatrol({ name: 'builds', iam: [], everyMs, look });
  const made = world({ follow: async () => 'ok' }, { settings });
  const catalogue = {
    ...makeTestCatalogue(made.fake, { follow: async () => 'ok' }),
    patrols: new Map([[patrol.name, patrol]]),
  };
  Object.assign(made.parts, { catalogue });
  const runs = () => made.store.runs.list({ limit: 50 });
  return { ...made, runs };
}
const nameOf = ({ account: id, region }: Place) => `${id} ${region}`;

describe('patrols', () => {
  test('every account and Region is looked at again and again, by one of two workers at a time', async () => {
    const looks = new Map<string, number>();
    const inside = new Set<string>();
    let together = 0;
    const { start, logged } = patrolled(async (place) => {
      const name = nameOf(place);
      if (inside.has(name)) together++;
      inside.add(name);
      looks.set(name, (looks.get(name) ?? 0) + 1);
      await pause(20);
      inside.delete(name);
      return [];
    });
    await Promise.all([start(), start()]);
    await eventually('three looks at three places', () => looks.size === 3 && Math.min(...looks.values()) >= 3, 8000);
    expect(together).toBe(0);
    expect(logged.filter(({ level }) => level !== 'info')).toEqual([]);
  });

  test('what it asks for is started once for ever, however often it is seen, as a run nobody typed', async () => {
    let looks = 0;
    const { start, runs, store, reaches } = patrolled(async ({ region, account: id }) => {
      looks++;
      return id === '111122223333' && region === 'eu-west-1' ? [build('one'), build('two', { requester: 'U7' })] : [];
    });
    await Promise.all([start(), start()]);
    await eventually('some looks', () => looks > 12, 8000);
    const found = await runs();
    expect(found).toHaveLength(2);
    for (const run of found) {
      const done = await reaches(run.id, 'done');
      expect(done).not.toHaveProperty('command');
      expect(done.channel).toBe('C1');
    }
    expect(found.map(({ requester }) => requester.userId).sort()).toEqual(['U7', 'assay']);
    const [line] = await store.audit.about(found[0]?.id ?? '');
    expect(line).toMatchObject({ action: 'requested', details: { cause: 'patrol builds' } });
  });

  test('a run of nobody calls nobody when it ends', async () => {
    const { start, runs, reaches, notices } = patrolled(async () => [build('one')]);
    await start();
    const [run] = await eventually('the run', async () => ((await runs()).length > 0 ? runs() : undefined));
    await reaches(run?.id ?? '', 'done');
    expect(JSON.stringify(await notices())).not.toMatch(/"kind":"person"/);
  });

  test('a refusal is logged and shown for its place, the others go on, and it is over when a look works', async () => {
    let denied = true;
    const seen: string[] = [];
    const { start, store, logged } = patrolled(async (place) => {
      if (denied && place.account === '444455556666')
        throw new UserError('aws_denied', 'The role may not list builds.');
      seen.push(nameOf(place));
      return [];
    });
    await start();
    const [trouble] = await eventually('the trouble', async () => {
      const found = await store.rounds.troubles();
      return found.length > 0 && found;
    });
    expect(trouble).toMatchObject({ round: 'builds 444455556666 eu-central-1', why: 'The role may not list builds.' });
    expect(logged).toContainEqual(expect.objectContaining({ level: 'warn', message: 'a round was refused' }));
    expect(new Set(seen)).toEqual(new Set(['111122223333 eu-central-1', '111122223333 eu-west-1']));
    denied = false;
    await eventually('peace', async () => (await store.rounds.troubles()).length === 0);
  });

  test('a busy AWS is asked less and less, nobody is told, until it lasts', async () => {
    const at: number[] = [];
    const { start, store } = patrolled(async (place) => {
      if (nameOf(place) !== '444455556666 eu-central-1') return [];
      at.push(performance.now());
      throw new BusyError('slow down');
    });
    await start();
    await eventually('a fifth look', () => at.length >= 5, 8000);
    expect((at[4] ?? 0) - (at[3] ?? 0)).toBeGreaterThan(2 * ((at[1] ?? 0) - (at[0] ?? 0)));
    await eventually(
      'the trouble',
      async () => (await store.rounds.troubles())[0]?.why === 'AWS is too busy to be asked: slow down',
    );
  });

  test('one run that cannot be made takes no other down, and is shown', async () => {
    const { start, runs, store, logged } = patrolled(async (place) =>
      nameOf(place) === '444455556666 eu-central-1'
        ? [build('bad', { plan: { nothing: true } }), build('odd', { job: 'unknown' }), build('good')]
        : [],
    );
    await start();
    await eventually('the good one', async () => (await runs()).length === 1);
    await eventually('the trouble', async () => (await store.rounds.troubles()).length === 1);
    expect(logged.filter(({ message }) => message === 'a run was not started').length).toBeGreaterThanOrEqual(2);
  });

  test('a look that hangs is given up, and another worker makes the next', async () => {
    let looks = 0;
    const { start, parts } = patrolled(async (place) => {
      if (nameOf(place) === '444455556666 eu-central-1' && looks++ === 0) await pause(700);
      return [];
    });
    Object.assign(parts, { timing: { ...parts.timing, patrolMs: 200 } });
    await start();
    await eventually('a second look', () => looks >= 2, 8000);
  });
});
