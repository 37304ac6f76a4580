import { describe, expect, it } from 'vitest';
import { cast, channels, runIdIn, textOf } from '../../sandbox/story/stage.ts';
import { callsFor, imagesNamed } from './support/aws-facts.ts';
import { withSandbox } from './support/with-sandbox.ts';

const world = withSandbox({ grace: '0s', paceMs: 3000 });
const webOne = 'i-0a1b2c3d4e5f60001';

describe('kill -9', () => {
  it('right after the command was answered, then a new start: one AMI, one reboot, one card, one mention', async () => {
    const sandbox = world.sandbox();
    const stage = world.stage();
    const name = 'survives-1';
    const answer = await stage.type('rosa', channels.requests, `/ami create ${webOne} --name ${name}`);
    await sandbox.processes[0]?.kill('SIGKILL');
    const runId = runIdIn(textOf(answer));

    await sandbox.start('all');
    const card = await stage.card(runId, (text) => text.includes('✅'), 'finished after the restart', 50_000);
    await stage.reply(card, (text) => text.includes(`<@${cast.rosa}>`), 'rosa is mentioned');

    expect(imagesNamed(sandbox.aws, name)).toMatchObject([{ state: 'available' }]);
    expect(callsFor(sandbox.aws, 'CreateImage', runId)).toHaveLength(1);
    expect(stage.instance(webOne).reboots).toBe(1);
    const shown = sandbox.slack.messages().filter((message) => !message.ephemeralTo && textOf(message).includes(runId));
    expect(shown.filter(({ threadTs }) => !threadTs)).toHaveLength(1);
    const mentions = shown.concat(
      sandbox.slack.messages().filter(({ threadTs, ts }) => threadTs === card.ts && ts !== card.ts),
    );
    expect(
      mentions.filter(({ threadTs, ts }) => threadTs === card.ts && ts !== card.ts).length,
      'everything in the thread is the one final mention',
    ).toBe(1);
  });
});
