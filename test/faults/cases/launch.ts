import { expect } from 'vitest';
import type { FaultCase } from '../support/fault-case.ts';

export const launchCases: readonly FaultCase[] = [
  {
    name: 'launch with a role',
    plays: ['launch'],
    start: '/ami launch web-2026-10-01 --name killed-3 --profile web-server',
    end: ({ card }) => expect(card).toContain('all status checks passed'),
  },
];
