import type { Schedule } from '../../src/core/schedule.ts';

/** A schedule that fires every second, unless told otherwise. */
export const sampleSchedule = (more: Partial<Schedule> = {}): Schedule => ({
  name: 'nightly',
  job: 'backup',
  plan: { name: 'web' },
  cron: '* * * * * *',
  timeZone: 'UTC',
  jitterMinutes: 0,
  missed: 'catch-up',
  channel: 'C1',
  owner: { userId: 'U1', teamId: 'T1' },
  storedBy: 'r-abcdefghjk',
  ...more,
});
