import type { BlockJson, HandsAnswer } from '../../contract.ts';
import { messageJson } from '../as-slack-writes.ts';
import { errorOf } from '../carrier.ts';
import { type Json, withoutUndefined } from '../json.ts';
import type { Message } from '../message-store.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import { actionOf } from './action-of.ts';
import { basics, channelName, type Desk, placeOf } from './desk.ts';
import { elementsOf, findElement, type PlacedElement } from './find-element.ts';
import { stateValues } from './form-state.ts';

export interface Click {
  readonly user: string;
  readonly channel: string;
  readonly ts: string;
  readonly actionId: string;
  readonly blockId?: string;
  readonly selected?: string;
}

/** A message as this person sees it, or a refusal: ephemerals of others do not exist for them. */
export function seenMessage(desk: Desk, where: { user: string; channel: string; ts: string }): Message {
  const { directory, messages } = desk.world;
  directory.user(where.user);
  const channel = directory.channel(where.channel);
  if (!directory.canSee(where.user, channel)) throw new SlackRefusal('channel_not_found');
  return messages.findFor(where.user, channel.id, where.ts);
}

/**
 * A click on a message. Everyone who sees it can click, whoever they are: outsiders, bots and people who have left
 * included, so that tests can show that the app refuses them.
 */
export async function click(desk: Desk, input: Click, options: { stale?: boolean } = {}): Promise<HandsAnswer> {
  const { world } = desk;
  const message = seenMessage(desk, input);
  const { placed, blocks } = onScreen(message, input, options.stale === true);
  const host = `${message.channel}/${message.ts}`;
  const offered = desk.offered.get(placeOf(host, placed.blockId, placed.actionId));
  const { action, value } = actionOf(world, placed, input.selected, offered);
  const memory = `${input.user}/${host}`;
  const entered = desk.messageValues.get(memory) ?? {};
  if (value !== undefined) {
    const block = { ...entered[placed.blockId], [placed.actionId]: value };
    desk.messageValues.set(memory, { ...entered, [placed.blockId]: block });
  }
  const channel = world.directory.channel(message.channel);
  const target = { user: input.user, channel: channel.id, originalTs: message.ts };
  const payload: Json = {
    type: 'block_actions',
    ...basics(world, world.directory.user(input.user)),
    container: messageContainer(message),
    trigger_id: world.triggers.issue(input.user),
    channel: { id: channel.id, name: channelName(channel) },
    message: { ...shownMessage(desk, message), ...(message.ephemeralTo === undefined ? { blocks } : {}) },
    state: { values: stateValues(elementsOf(blocks), desk.messageValues.get(memory) ?? {}) },
    response_url: desk.responseUrl(target),
    actions: [action],
  };
  const error = errorOf(await desk.deliver({ kind: 'interactive', payload }));
  return error === undefined ? { ok: true } : { ok: false, error };
}

export function messageContainer(message: Message): Json {
  return withoutUndefined({
    type: 'message',
    message_ts: message.ts,
    channel_id: message.channel,
    is_ephemeral: message.ephemeralTo !== undefined,
    thread_ts: message.threadTs,
  });
}

/** An ephemeral message is not sent back in full. */
export function shownMessage(desk: Desk, message: Message): Json {
  if (message.ephemeralTo === undefined) return messageJson(desk.world, message, { metadata: true });
  return { type: 'message', ts: message.ts, app_id: desk.world.seed.app.id, is_ephemeral: true };
}

function onScreen(
  message: Message,
  input: Click,
  stale: boolean,
): { placed: PlacedElement; blocks: readonly BlockJson[] } {
  const versions = [message.blocks ?? [], ...(stale ? message.earlier.toReversed() : [])];
  for (const blocks of versions) {
    const found = elementsOf(blocks).some((each) => each.actionId === input.actionId);
    if (found) return { placed: findElement(blocks, input.actionId, input.blockId), blocks };
  }
  throw new SlackRefusal('element_not_found');
}
