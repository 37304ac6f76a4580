import type { FaultCase } from '../support/fault-case.ts';

export const createCases: readonly FaultCase[] = [
  {
    name: 'create with a reboot',
    plays: ['create'],
    start: '/ami create web-1 --name killed-1',
    sampled: true,
  },
  {
    name: 'create without a reboot',
    plays: ['create'],
    start: '/ami create db-1 --name killed-2 --no-reboot team=shop',
  },
];
