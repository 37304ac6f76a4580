import { expect } from 'vitest';
import type { FaultCase } from '../support/fault-case.ts';

const image = 'ami-0a1b2c3d4e5f6a006';

export const untagCases: readonly FaultCase[] = [
  {
    name: 'removal of approval tags that were set by hand',
    plays: ['untag'],
    async start({ stage, runs }) {
      stage.sandbox.aws.hands.tagImage(image, { 'ami-approved-production': 'approved' });
      for (;;) {
        const [run] = await runs(({ job }) => job === 'untag');
        if (run) return run.id;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    end: ({ card }) => expect(card).toContain('is gone'),
  },
];
