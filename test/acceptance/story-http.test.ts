import { describe, expect, it } from 'vitest';
import { signatureOf } from '../../sandbox/slack/signed-http.ts';
import { playStory } from '../../sandbox/story/play.ts';
import { cast, channels } from '../../sandbox/story/stage.ts';
import { withSandbox } from './support/with-sandbox.ts';

const world = withSandbox({ mode: 'http', paceMs: 3000 });

const seconds = (): number => Math.floor(Date.now() / 1000);

/** A slash command as Slack posts it, signed with `secret` for the moment `at`. */
async function post(signing: { readonly secret: string; readonly at: number; readonly bodyAfterwards?: string }) {
  const { slackPort } = world.sandbox();
  const body = new URLSearchParams({
    command: '/ami',
    text: 'runs',
    user_id: cast.ada,
    team_id: 'T0ASSAY',
    channel_id: channels.requests,
    trigger_id: `forged.${signing.at}`,
    response_url: 'http://127.0.0.1:9/',
  }).toString();
  const answer = await fetch(`http://127.0.0.1:${slackPort}/slack/events`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(signing.at),
      'x-slack-signature': signatureOf(signing.secret, signing.at, body),
    },
    body: signing.bodyAfterwards ?? body,
  });
  return { status: answer.status, text: await answer.text() };
}

describe('the main job over signed HTTP', () => {
  const secret = (): string => world.sandbox().env['SLACK_SIGNING_SECRET'] ?? '';

  it('has no app token and no socket', () => {
    expect(world.sandbox().env).not.toHaveProperty('SLACK_APP_TOKEN');
    expect(world.sandbox().slack.connectionCount()).toBe(0);
  });

  it('happens from the first line to the tag', async () => {
    await playStory(world.sandbox(), () => {});
  });

  it('takes what is signed with the right secret at the right time', async () => {
    const { status, text } = await post({ secret: secret(), at: seconds() });
    expect(status).toBe(200);
    expect(text).not.toBe('');
  });

  it.each([
    ['signed with another secret', () => ({ secret: 'somebody-elses-secret', at: seconds() })],
    ['signed ten minutes ago', () => ({ secret: secret(), at: seconds() - 600 })],
    ['signed for ten minutes from now', () => ({ secret: secret(), at: seconds() + 600 })],
    [
      'changed after it was signed',
      () => ({ secret: secret(), at: seconds(), bodyAfterwards: 'command=%2Fami&text=runs&user_id=U0BEN00001' }),
    ],
  ])('refuses what is %s, and says nothing', async (_, signing) => {
    const { slack } = world.sandbox();
    const before = slack.calls.length;
    const { status, text } = await post(signing());
    expect({ status, text }).toEqual({ status: 401, text: '' });
    expect(slack.calls.slice(before)).toEqual([]);
  });
});
