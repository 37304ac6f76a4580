import { setTimeout as pause } from 'node:timers/promises';
import { cast, channels, textOf } from '../../../sandbox/story/stage.ts';
import type { Hits } from './outgoing.ts';
import type { Moment, Scene, Trouble } from './story.ts';

/** What becomes of the place where a card stands. */
export const closings = {
  'a person deletes the message': /posted anew: somebody deleted the message/,
  'the channel is archived': /the channel is archived/,
  'Assay is removed from the channel': /Assay is not in the channel; invite it/,
  'the channel is closed to Assay': /there is no such channel, or Assay is not in it/,
} as const;
export type Closing = keyof typeof closings;

async function close(
  { lane: { sandbox }, people }: Scene,
  what: Closing,
  channel: string,
  runId: string,
): Promise<void> {
  const { slack } = sandbox;
  const card = await people.card(runId);
  if (what === 'a person deletes the message') slack.deleteMessage(card.channel, card.ts);
  else if (what === 'the channel is archived') await slack.archiveChannel(channel);
  else {
    const code = what === 'the channel is closed to Assay' ? 'channel_not_found' : 'not_in_channel';
    slack.removeBot(channel);
    // The workspace lets apps write into public channels without being there; this one does not.
    slack.faults.by((call, args) =>
      /^chat\.|^conversations\.h|^conversations\.r/.test(call) && args['channel'] === channel
        ? { kind: 'error', call, code, times: 1 }
        : undefined,
    );
  }
}

/** What `/ami status` says of a run, to somebody who asks. */
async function statusOf({ lane: { sandbox } }: Scene, runId: string): Promise<string> {
  const { slack } = sandbox;
  const mine = () => slack.messages().filter(({ ephemeralTo }) => ephemeralTo === cast.max);
  const before = new Set(mine().map(({ ts }) => ts));
  await slack.hands.type({ user: cast.max, channel: 'C0GENERAL1', text: `/ami status ${runId}` });
  const answer = await slack.until(() => mine().find(({ ts, text }) => !before.has(ts) && !text.startsWith('⏳')), {
    timeoutMs: 15_000,
    what: 'the answer to /ami status',
  });
  return textOf(answer);
}

/**
 * The place of a card is closed while its run goes on. The card moves, and `/ami status` says why.
 * @param said what status said
 */
export const closed = (
  what: Closing,
  when: Extract<Moment, 'waiting' | 'running'>,
  hits: Hits,
  said: string[],
): Trouble => {
  let runId = '';
  const trouble: Trouble = {
    name: `${what} while its run is ${when}`,
    place: 'anywhere',
    async at(moment, scene) {
      if (moment === when) {
        runId = (when === 'waiting' ? scene.requestId : scene.createId) ?? '';
        await close(scene, what, when === 'waiting' ? channels.approvals : channels.requests, runId);
        hits.count += 1;
        if (what !== 'a person deletes the message')
          trouble.unreachable = when === 'waiting' ? channels.approvals : channels.requests;
      }
      if (moment === 'end') {
        for (const end = Date.now() + 20_000; Date.now() < end; await pause(500)) {
          const status = await statusOf(scene, runId);
          if (!closings[what].test(status) && Date.now() < end - 1000) continue;
          said.push(status);
          return;
        }
      }
    },
  };
  return trouble;
};

/** After a play: as it was. */
export function openAgain({ sandbox: { slack } }: Scene['lane']): void {
  for (const channel of Object.values(channels)) {
    slack.unarchiveChannel(channel);
    slack.addMember(channel, 'U0ASSAYBOT');
  }
}
