import { expect } from 'vitest';
import { defaultWorld } from '../../../sandbox/aws/default-world.ts';
import type { FaultCase } from '../support/fault-case.ts';

export const migrateCases: readonly FaultCase[] = [
  {
    name: 'move to another zone, the old one stopped',
    plays: ['create', 'migrate'],
    start: '/ami migrate shop-1 to b --subnet private-b --stop-source',
    end: ({ card }) => expect(card).toContain('eu-west-1a → eu-west-1b'),
  },
  {
    name: 'move with an approved AMI',
    plays: ['migrate'],
    world: defaultWorld,
    async before(play) {
      const made = await play.ask('/ami create web-prod-1 --name web-prod-approved --no-reboot');
      await play.ended(made);
      const approved = await play.ask('/ami promote web-prod-approved --reason "to be moved"');
      await play.approve(approved, 'ada', 'ben');
      await play.ended(approved);
      return approved;
    },
    start: '/ami migrate web-prod-1 to b --stop-source --image web-prod-approved',
    end: ({ card }) => expect(card).toContain('the AMI was there before and stays'),
  },
];
