import type { FaultCase, Play } from '../support/fault-case.ts';

const image = 'ami-0a1b2c3d4e5f6a006';

async function promote(play: Play): Promise<string> {
  const runId = await play.ask(`/ami promote ${image} --reason "tested on staging"`);
  await play.approve(runId, 'ada', 'ben');
  return runId;
}

export const promoteCases: readonly FaultCase[] = [
  { name: 'promote', plays: ['promote'], start: promote, sampled: true },
  {
    name: 'revoke',
    plays: ['revoke'],
    async before(play) {
      const runId = await promote(play);
      await play.ended(runId);
      return runId;
    },
    start: (play) => play.ask(`/ami revoke ${image} --reason "CVE-2026-21441"`, 'ada'),
  },
];
