import type { HandsAnswer } from '../../contract.ts';
import { errorOf } from '../carrier.ts';
import type { Channel, User } from '../directory.ts';
import { escapeCommand } from '../escape-command.ts';
import { isJson, type Json } from '../json.ts';
import { requireThread } from '../methods/chat-post-message.ts';
import { postResponse } from '../post-response.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import { channelName, type Desk } from './desk.ts';

interface Line {
  readonly user: string;
  readonly channel: string;
  readonly text: string;
  readonly threadTs?: string;
}

/** A line typed into a channel: a slash command when it starts with "/", else a message. */
export async function type(desk: Desk, line: Line): Promise<HandsAnswer> {
  const { directory } = desk.world;
  const user = directory.user(line.user);
  const channel = directory.channel(line.channel);
  if (user.isDeleted) throw new SlackRefusal('account_inactive');
  if (user.isBot) throw new SlackRefusal('user_is_bot');
  if (!channel.members.has(user.id)) {
    throw new SlackRefusal(directory.canSee(user.id, channel) ? 'not_in_channel' : 'channel_not_found');
  }
  if (channel.isArchived) throw new SlackRefusal('is_archived');
  return line.text.startsWith('/') ? command(desk, user, channel, line) : message(desk, user, channel, line);
}

async function command(desk: Desk, user: User, channel: Channel, line: Line): Promise<HandsAnswer> {
  const { world } = desk;
  const { team, app } = world.seed;
  const [name = '', rest = ''] = splitOnce(line.text);
  if (name !== app.command) throw new SlackRefusal('invalid_command');
  // Partners of Slack Connect see what is posted, but the command does not exist for them.
  if (world.directory.isOutsider(user)) throw new SlackRefusal('restricted_action');
  if (line.threadTs !== undefined) throw new SlackRefusal('not_supported_in_threads');
  const target = { user: user.id, channel: channel.id, originalTs: undefined };
  const ack = await desk.deliver({
    kind: 'slash_commands',
    payload: {
      token: 'verification-token',
      team_id: team.id,
      team_domain: team.domain,
      channel_id: channel.id,
      channel_name: channelName(channel),
      user_id: user.id,
      user_name: user.name,
      command: name,
      text: app.shouldEscape ? escapeCommand(world, rest) : rest,
      api_app_id: app.id,
      is_enterprise_install: 'false',
      response_url: desk.responseUrl(target),
      trigger_id: world.triggers.issue(user.id),
    },
  });
  const error = errorOf(ack);
  if (error !== undefined) return { ok: false, error };
  return ack.kind === 'acked' ? showAck(desk, user, channel, line.text, ack.payload) : { ok: true };
}

/** An ack may be empty, a text, or a message; `in_channel` alone shows the person's own line. */
function showAck(desk: Desk, user: User, channel: Channel, line: string, payload: unknown): HandsAnswer {
  const body: unknown = typeof payload === 'string' ? { text: payload } : payload;
  if (body === undefined || (isJson(body) && Object.keys(body).length === 0)) return { ok: true };
  const echo = isJson(body) && body['response_type'] === 'in_channel';
  if (echo) desk.world.messages.add({ channel: channel.id, user: user.id, text: line });
  desk.world.bell.ring();
  if (echo && Object.keys(body as Json).length === 1) return { ok: true };
  try {
    postResponse(desk.world, { user: user.id, channel: channel.id, originalTs: undefined }, body);
    return { ok: true };
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    desk.world.problems.push(`ack of ${line}: ${error.code} ${JSON.stringify(error.extra)}`);
    return { ok: false, error: error.code };
  }
}

async function message(desk: Desk, user: User, channel: Channel, line: Line): Promise<HandsAnswer> {
  const { world } = desk;
  if (line.threadTs !== undefined) requireThread(world, channel.id, line.threadTs);
  if (line.text.trim() === '') throw new SlackRefusal('no_text');
  const text = escapeCommand(world, line.text);
  const posted = world.messages.add({ channel: channel.id, user: user.id, text, threadTs: line.threadTs });
  world.bell.ring();
  const event: Json = {
    user: user.id,
    text,
    ts: posted.ts,
    team: user.teamId,
    channel: channel.id,
    event_ts: posted.ts,
    ...(line.threadTs === undefined ? {} : { thread_ts: line.threadTs }),
    ...(world.directory.isOutsider(user) ? { user_team: user.teamId, source_team: user.teamId } : {}),
  };
  const extShared = world.directory.isExtShared(channel);
  const bot = world.seed.app.botUserId;
  if (!channel.members.has(bot)) return { ok: true };
  const isDirect = channel.directWith !== undefined;
  const kind = isDirect ? 'im' : channel.isPrivate ? 'group' : 'channel';
  const subscription = isDirect ? 'message.im' : channel.isPrivate ? 'message.groups' : 'message.channels';
  const sends = [desk.events.send(subscription, { type: 'message', channel_type: kind, ...event }, { extShared })];
  if (!isDirect && text.includes(`<@${bot}`)) {
    sends.push(desk.events.send('app_mention', { type: 'app_mention', ...event }, { extShared }));
  }
  await Promise.all(sends);
  return { ok: true };
}

function splitOnce(text: string): [string, string] {
  const space = text.indexOf(' ');
  return space < 0 ? [text, ''] : [text.slice(0, space), text.slice(space + 1)];
}
