import { expect } from 'vitest';
import { describeFaults } from './support/describe-faults.ts';

await describeFaults(
  {
    name: 'build of a pipeline',
    start: '/ami build golden-base',
    end: ({ card }) => expect(card).toContain('3 of 3 steps passed'),
  },
  {
    name: 'answer to a build that waits',
    async before(play) {
      const runId = await play.ask('/ami build payments');
      await play.stage.card(runId, (text) => /waits for an answer/.test(text), 'waiting', 60_000);
      return runId;
    },
    async start(play) {
      const runId = await play.ask('/ami build-step payments resume --reason "scan is clean"');
      await play.approve(runId, 'ada', 'ben');
      return runId;
    },
  },
);
