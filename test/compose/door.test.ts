import { setImmediate as immediately, setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { atTheDoor, doorRules } from '../../src/compose/door.ts';
import { watchSaturation, whileFree } from '../../src/compose/saturation.ts';
import type { Asked, Intake, Reply } from '../../src/core/intake.ts';
import type { Picture } from '../../src/core/picture.ts';

const reply: Reply = { kind: 'answer', message: { title: 'Done.' } };
let number = 0;
const ask = (userId: string, requestKey = `k${number++}`): Asked => ({
  command: 'create',
  input: {},
  actor: { userId, teamId: 'T1' },
  channel: 'C1',
  requestKey,
});

/** An intake whose commands end when the test says so. */
function held(isSaturated: boolean, perPerson = { commands: 20, withinMs: 10_000 }) {
  const clock = { now: 0 };
  const open: (() => void)[] = [];
  const began: string[] = [];
  const wait = async (asked: Asked): Promise<void> => {
    began.push(asked.requestKey);
    await new Promise<void>((resolve) => open.push(resolve));
  };
  const inner: Intake = {
    preview: async (asked) => {
      await wait(asked);
      return { kind: 'plan', message: { title: 'Would do.' } };
    },
    submit: async (asked) => {
      await wait(asked);
      return reply;
    },
    answered: async () => {},
    choices: async () => [],
  };
  const intake = atTheDoor(
    inner,
    { atOnce: 100, always: 8, answerWithinMs: 1200, perPerson },
    () => isSaturated,
    () => clock.now,
  );
  const submit = (userId: string, key?: string) => {
    const going = intake.submit(ask(userId, key));
    going.catch(() => undefined);
    return going;
  };
  const endOne = async (): Promise<void> => {
    open.shift()?.();
    await pause(0);
  };
  return { intake, clock, began, submit, endOne };
}

const overloaded = {
  code: 'overloaded',
  message: 'Assay is busy; nothing was started.',
  hint: 'Try again in a few seconds.',
};

describe('the door', () => {
  it('lets a hundred in at once, tells the next at once, and begins nothing of it', async () => {
    const { submit, began, endOne } = held(false);
    for (let person = 0; person < 100; person += 1) submit(`U${person}`);
    await expect(submit('U100')).rejects.toMatchObject(overloaded);
    expect(began).toHaveLength(100);
    await endOne();
    submit('U101');
    expect(began).toHaveLength(101);
  });

  it('while the process has no time left, lets in what ends within the time, as the last second went', async () => {
    const { submit, clock, endOne } = held(true);
    for (let person = 0; person < 9; person += 1) submit(`U${person}`);
    await expect(submit('U9')).rejects.toMatchObject(overloaded);
    // Ten of them end within a second: twelve may be inside.
    for (let person = 10; person < 20; person += 1) {
      clock.now += 50;
      await endOne();
      submit(`V${person}`);
    }
    submit('W1');
    submit('W2');
    submit('W3');
    submit('W4');
    await expect(submit('W5')).rejects.toMatchObject(overloaded);
    // A second in which nothing ends says that there is no room at all.
    clock.now += 1100;
    await expect(submit('W6')).rejects.toMatchObject(overloaded);
  });

  it('a slow AWS alone turns nobody away', async () => {
    const { submit, began, clock } = held(false);
    for (let person = 0; person < 60; person += 1) submit(`U${person}`);
    clock.now += 2000;
    submit('U60');
    expect(began).toHaveLength(61);
  });

  it('one person may not ask faster than the rule says; others are not concerned, and it passes', async () => {
    const { submit, clock, began, intake } = held(false, { commands: 3, withinMs: 10_000 });
    for (let at = 0; at < 3; at += 1) submit('U1');
    clock.now += 4200;
    await expect(submit('U1')).rejects.toMatchObject({
      code: 'too_many',
      message: 'That is more than 3 commands in 10 seconds; nothing was started by this one.',
      hint: 'Try again in 6 s.',
    });
    await expect(intake.preview(ask('U1'))).rejects.toMatchObject({ code: 'too_many' });
    submit('U2');
    expect(began).toHaveLength(4);
    clock.now += 5900;
    submit('U1');
    expect(began).toHaveLength(5);
  });

  it('the same line delivered twice is never told that nothing was started', async () => {
    const { submit, began } = held(false, { commands: 1, withinMs: 10_000 });
    submit('U1', 'same');
    submit('U1', 'same');
    expect(began).toEqual(['same', 'same']);
    await expect(submit('U1', 'other')).rejects.toMatchObject({ code: 'too_many' });
  });

  it('a failure frees its place', async () => {
    const intake = atTheDoor(
      {
        preview: async () => ({ kind: 'plan', message: { title: '' } }),
        submit: () => Promise.reject(new Error('no')),
        answered: async () => {},
        choices: async () => [],
      },
      { ...doorRules, atOnce: 1, perPerson: { commands: 9, withinMs: 1000 } },
      () => false,
    );
    await expect(intake.submit(ask('U1'))).rejects.toThrow('no');
    await expect(intake.submit(ask('U1'))).rejects.toThrow('no');
  });
});

it('a process is saturated while it works without a pause, and not when it rests', async () => {
  const watch = watchSaturation();
  try {
    for (const end = Date.now() + 700; Date.now() < end; await immediately())
      for (const until = Date.now() + 20; Date.now() < until; );
    expect(watch.isSaturated()).toBe(true);
    await pause(500);
    expect(watch.isSaturated()).toBe(false);
  } finally {
    watch.stop();
  }
});

describe('pictures', () => {
  const bytes = new Uint8Array(1);
  const picture = { title: 'a', alt: 'b' } as Picture;
  const draw = async () => bytes;
  const rules = { withinMs: 300, everyMs: 10, waiting: 1 };

  it('are drawn at once while there is time for them', async () => {
    await expect(whileFree(draw, () => false, rules)(picture)).resolves.toBe(bytes);
  });

  it('wait for a free moment, as many as may', async () => {
    let busy = true;
    const drawn = whileFree(draw, () => busy, rules);
    const first = drawn(picture);
    await expect(drawn(picture)).rejects.toThrow('no time');
    busy = false;
    await expect(first).resolves.toBe(bytes);
  });

  it('are left out when none comes', async () => {
    const drawn = whileFree(draw, () => true, rules);
    await expect(drawn(picture)).rejects.toThrow('no time');
    await expect(drawn(picture), 'and the place of the first is free again').rejects.toThrow('no time');
  });
});
