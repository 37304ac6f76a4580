import { expect } from 'vitest';
import type { FaultCase } from '../support/fault-case.ts';

export const migrateCases: readonly FaultCase[] = [
  {
    name: 'move to another zone, the old one stopped',
    plays: ['create', 'migrate'],
    start: '/ami migrate shop-1 to b --subnet private-b --stop-source',
    end: ({ card }) => expect(card).toContain('eu-west-1a → eu-west-1b'),
  },
];
