import { describe, expect, it } from 'vitest';
import { remembered } from '../../src/compose/remembered.ts';
import type { Directory, Person } from '../../src/core/people.ts';

const person = (userId: string): Person => ({
  userId,
  teamId: 'T1',
  name: userId,
  isBot: false,
  isGuest: false,
  isDeactivated: false,
  isOutsider: false,
});

function counting(): { directory: Directory; asked: string[]; fail: (next: boolean) => void } {
  const asked: string[] = [];
  let failing = false;
  return {
    asked,
    fail: (next) => {
      failing = next;
    },
    directory: {
      async person(userId) {
        asked.push(userId);
        if (failing) throw new Error('Slack is down');
        return person(userId);
      },
      async groupMembers(groupId) {
        asked.push(groupId);
        return ['U1'];
      },
    },
  };
}

describe('who may ask', () => {
  it('is asked of Slack once in a while, by person and group', async () => {
    let now = 0;
    const { directory, asked } = counting();
    const known = remembered(directory, 30_000, () => now);
    await Promise.all([known.person('U1'), known.person('U1'), known.person('U2'), known.groupMembers('S1')]);
    now = 29_999;
    await known.person('U1');
    expect(asked).toEqual(['U1', 'U2', 'S1']);
    now = 30_000;
    await known.person('U1');
    expect(asked).toEqual(['U1', 'U2', 'S1', 'U1']);
  });

  it('does not remember that Slack gave no answer', async () => {
    const { directory, asked, fail } = counting();
    const known = remembered(directory, 30_000, () => 0);
    fail(true);
    await expect(known.person('U1')).rejects.toThrow('Slack is down');
    fail(false);
    await expect(known.person('U1')).resolves.toMatchObject({ userId: 'U1' });
    expect(asked).toEqual(['U1', 'U1']);
  });
});
