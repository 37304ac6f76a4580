import type { FaultCase } from '../support/fault-case.ts';
import { quietWorld } from '../support/quiet-world.ts';

export const createCases: readonly FaultCase[] = [
  {
    name: 'create with a reboot',
    plays: ['create'],
    world: quietWorld,
    start: '/ami create web-1 --name killed-1',
    sampled: true,
  },
  {
    name: 'create without a reboot',
    plays: ['create'],
    world: quietWorld,
    start: '/ami create db-1 --name killed-2 --no-reboot team=shop',
  },
];
