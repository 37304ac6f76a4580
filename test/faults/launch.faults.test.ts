import { expect } from 'vitest';
import { describeFaults } from './support/describe-faults.ts';

await describeFaults({
  name: 'launch with a role',
  start: '/ami launch web-2026-10-01 --name killed-3 --profile web-server',
  end: ({ card }) => expect(card).toContain('all status checks passed'),
});
