import { describe, expect, it } from 'vitest';
import type { Inline } from '../../src/core/message.ts';
import { UserError } from '../../src/core/outcome.ts';
import { REQUESTS, ROSA } from './some-runs.ts';
import { eventually, openStage } from './stage.ts';

describe('a typed command', () => {
  it('is answered in private, with what the intake says', async () => {
    const { slack, asked, answered } = await openStage();
    expect(await slack.hands.type({ user: ROSA, channel: REQUESTS, text: '/ami show ami-1' })).toEqual({ ok: true });
    const answer = await slack.awaitMessage(({ text }) => text === 'Answered');
    expect(answer.ephemeralTo).toBe(ROSA);
    expect(asked).toMatchObject([
      {
        asked: {
          command: 'show',
          input: { image: 'ami-1' },
          actor: { userId: ROSA, teamId: 'T0ASSAY' },
          channel: REQUESTS,
        },
      },
    ]);
    await eventually(() => answered[0] === asked[0]?.asked);
  });

  it('hears at once of a slip, with the way out', async () => {
    const { slack } = await openStage();
    await slack.hands.type({ user: ROSA, channel: REQUESTS, text: '/ami craete i-1' });
    const answer = await slack.awaitMessage(({ text }) => text.includes('Did you mean “create”?'));
    expect(answer.ephemeralTo).toBe(ROSA);
    expect(answer.text).toContain('/ami help');
  });

  it('hears a refusal as it is written', async () => {
    const { slack, does } = await openStage();
    does.submit = async () => {
      throw new UserError('not_found', 'There is no AMI <ami-1> & *nothing*.', { hint: 'Type /ami find.' });
    };
    await slack.hands.type({ user: ROSA, channel: REQUESTS, text: '/ami show ami-1' });
    const answer = await slack.awaitMessage(({ text }) => text.includes('There is no AMI'));
    expect(answer.text).toBe('⚠️ There is no AMI &lt;ami-1&gt; &amp; *nothing*.\nType /ami find.');
  });

  it('gets a reference for our own mistakes, and the log has the stack', async () => {
    const { slack, does, log } = await openStage();
    does.submit = async () => {
      throw new TypeError('secret inner words');
    };
    await slack.hands.type({ user: ROSA, channel: REQUESTS, text: '/ami show ami-1' });
    const answer = await slack.awaitMessage(({ text }) => text.includes('Something went wrong on our side'));
    const logged = log.lines.find(({ message }) => message === 'request failed on our side')?.fields as {
      reference: string;
      err: Error;
    };
    expect(answer.text).toContain(logged.reference);
    expect(answer.text).not.toContain('secret');
    expect(logged.err.stack).toContain('secret inner words');
  });

  it.each([0, 3000])('is answered also where its answer cannot be shown, %i ms later', async (ms) => {
    const { slack, does, log } = await openStage();
    does.submit = async () => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      return { kind: 'answer', message: { title: 'Answered', lines: [{ kind: 'time' } as unknown as Inline] } };
    };
    await slack.hands.type({ user: ROSA, channel: REQUESTS, text: '/ami show ami-1' });
    const answer = await slack.awaitMessage(({ text }) => text.includes('Something went wrong on our side'));
    expect(answer.ephemeralTo).toBe(ROSA);
    expect(log.lines.some(({ message }) => message === 'request failed on our side')).toBe(true);
  });

  it('is told that we are looking, and gets its answer later', async () => {
    const { slack, does, answered } = await openStage();
    let finish: () => void = () => undefined;
    does.submit = () =>
      new Promise((resolve) => {
        finish = () => resolve({ kind: 'answer', message: { title: 'Late but here' } });
      });
    expect(await slack.hands.type({ user: ROSA, channel: REQUESTS, text: '/ami show ami-1' })).toEqual({ ok: true });
    await slack.awaitMessage(({ text }) => text.includes('Looking at AWS'));
    expect(answered).toEqual([]);
    finish();
    const answer = await slack.awaitMessage(({ text }) => text === 'Late but here');
    expect(answer.ephemeralTo).toBe(ROSA);
    await eventually(() => answered.length === 1);
  });

  it('asks with the same key when Slack delivers it twice', async () => {
    const { slack, asked } = await openStage();
    await slack.hands.type({ user: ROSA, channel: REQUESTS, text: '/ami show ami-1' });
    await slack.redeliverLast();
    expect(asked).toHaveLength(2);
    expect(asked[0]?.asked.requestKey).toBe(asked[1]?.asked.requestKey);
  });
});
