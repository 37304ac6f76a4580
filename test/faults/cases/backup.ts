import { expect } from 'vitest';
import type { FaultCase } from '../support/fault-case.ts';

/** Two instances of one account, and one AMI of each that retention removes. */
const line =
  '/ami schedule nightly i-0a1b2c3d4e5f60007 i-0a1b2c3d4e5f60002 --region eu-west-1 --account build --cron "0 3 1 1 *" --no-reboot --keep-count 1';

export const backupCases: readonly FaultCase[] = [
  {
    name: 'backup by schedule, with retention',
    plays: ['backup', 'backup-instance'],
    async before(play) {
      await play.ended(await play.ask(line));
      const first = await play.ended(await play.ask('/ami schedules run nightly'));
      expect(first.run.state).toBe('done');
      return '';
    },
    start: '/ami schedules run nightly',
    end: ({ card }) => expect(card).toContain('2 of 2 done'),
    tolerates: ['ec2:DeregisterImage'],
  },
];
