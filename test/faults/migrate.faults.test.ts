import { expect } from 'vitest';
import { describeFaults } from './support/describe-faults.ts';

await describeFaults({
  name: 'move to another zone, the old one stopped',
  start: '/ami migrate shop-1 to b --subnet private-b --stop-source',
  end: ({ card }) => expect(card).toContain('eu-west-1a → eu-west-1b'),
});
