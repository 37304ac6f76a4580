import { describe, expect, it } from 'vitest';
import { signatureOf } from '../../sandbox/slack/signed-http.ts';
import { playMainJob } from '../../sandbox/story/play.ts';
import { cast, channels } from '../../sandbox/story/stage.ts';
import { imagesNamed } from './support/aws-facts.ts';
import { withSandbox } from './support/with-sandbox.ts';

const world = withSandbox({ mode: 'http', paceMs: 4500 });

const seconds = (): number => Math.floor(Date.now() / 1000);

/** A slash command as Slack posts it, signed with `secret` for the moment `at`. */
async function post(
  signing: { readonly secret: string; readonly at: number; readonly bodyAfterwards?: string },
  typed: { readonly user: string; readonly team?: string; readonly text: string } = { user: cast.ada, text: 'runs' },
) {
  const { slackPort } = world.sandbox();
  const body = new URLSearchParams({
    command: '/ami',
    text: typed.text,
    user_id: typed.user,
    team_id: typed.team ?? 'T0ASSAY',
    channel_id: channels.requests,
    trigger_id: `posted.${typed.user}.${typed.text}`,
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
    await playMainJob(world.sandbox(), () => {});
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
    expect(await post(signing())).toEqual({ status: 401, text: '' });
  });

  it.each([
    ['a bot', { user: cast.deploybot }, /Apps and bots cannot/],
    ['somebody who was deactivated', { user: cast.dora }, /account is deactivated/],
    ['somebody of another organisation', { user: cast.olga, team: 'T0OUTSIDE' }, /Only members of this workspace/],
    ['a member’s id with another team', { user: cast.ada, team: 'T0OUTSIDE' }, /Only members of this workspace/],
    ['nobody Slack knows', { user: 'U0NOBODY01' }, /Slack does not say who you are/],
  ])('does not trust a signature alone: a line typed by %s is refused', async (_, typed, sentence) => {
    const text = 'create web-1 --name never-made-1';
    const answer = await post({ secret: secret(), at: seconds() }, { ...typed, text });
    expect(answer.status).toBe(200);
    expect(answer.text).toMatch(sentence);
    expect(imagesNamed(world.sandbox().aws, 'never-made-1')).toEqual([]);
  });
});
