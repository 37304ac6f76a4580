import { describe, expect, it } from 'vitest';
import { playMainJob } from '../../sandbox/story/play.ts';
import { channels, runIdIn, textOf } from '../../sandbox/story/stage.ts';
import { imagesNamed } from './support/aws-facts.ts';
import { withSandbox } from './support/with-sandbox.ts';

const world = withSandbox({ processes: { workers: 2 }, paceMs: 4500 });
/** Orchestrators kill after 30 s. */
const gracefulMs = 25_000;

describe('the main job, a bot and two workers on one Redis', () => {
  it('happens from the first line to the tag', async () => {
    expect(
      world
        .sandbox()
        .processes.map(({ role }) => role)
        .sort(),
    ).toEqual(['bot', 'worker', 'worker']);
    await playMainJob(world.sandbox(), () => {});
  });

  it('goes on when a worker is asked to stop in mid-run: it ends with 0 and the other finishes', async () => {
    const { processes, aws } = world.sandbox();
    const stage = world.stage();
    const name = 'handed-over-1';
    aws.settings.paceMs = 5000;
    const answer = await stage.type('rosa', channels.requests, `/ami create db-1 --name ${name} --no-reboot`);
    const runId = runIdIn(textOf(answer));
    await stage.card(runId, (text) => /\d+ %/.test(text), 'under way');
    const worker = processes.find(({ role }) => role === 'worker');
    const began = Date.now();
    expect(await worker?.stop()).toBe(0);
    expect(Date.now() - began).toBeLessThan(gracefulMs);
    await stage.card(runId, (text) => text.includes('✅'), 'finished by the other worker', 45_000);
    expect(imagesNamed(aws, name)).toMatchObject([{ state: 'available', tags: { 'assay:run': runId } }]);
    expect(aws.calls.filter((call) => call.action === 'CreateImage' && call.parameters['Name'] === name)).toHaveLength(
      1,
    );
  });

  it('stops with 0 on every role', async () => {
    const { processes } = world.sandbox();
    expect(await Promise.all(processes.map((process) => process.stop()))).toEqual([0, 0, 0]);
  });
});
