import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Front, openFront } from '../fuzz/support/front.ts';
import { ADA, someApproval, someRun } from '../slack/some-runs.ts';
import { eventually } from '../slack/stage.ts';

let front: Front;
beforeAll(async () => {
  front = await openFront();
});
afterAll(() => front.close());

const asked = (method: string): number => front.slack.calls.filter((call) => call.method === method).length;

it('home tabs that are opened again and again leave Slack’s quota to the votes', async () => {
  const approval = someApproval({ users: [], expiresAt: Date.now() + 86_400_000 });
  const run = someRun({ state: 'waiting', approval });
  await front.store.runs.create('home', () => ({ run, audit: [], notices: [] }));
  for (const times of [1, 2, 3]) {
    await front.slack.hands.openHome({ user: ADA });
    await eventually(() => asked('views.publish') === times);
  }
  const home = await front.slack.awaitView(ADA, (view) => view.type === 'home');
  expect(JSON.stringify(home.blocks)).toContain(run.id);
  expect([asked('usergroups.users.list'), asked('usergroups.list'), asked('users.info')]).toEqual([1, 1, 1]);
});
