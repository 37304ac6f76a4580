import type { HandsAnswer, OptionJson, ViewValues } from '../../contract.ts';
import type { Ack, Carrier, Delivery } from '../carrier.ts';
import type { Channel, User } from '../directory.ts';
import type { EventSender } from '../event-sender.ts';
import type { Json } from '../json.ts';
import type { ResponseTarget } from '../response-url-book.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import type { World } from '../world.ts';

/** What every hand works with. */
export interface Desk {
  readonly world: World;
  readonly carrier: Carrier;
  readonly events: EventSender;
  /** Sends a payload to the app and remembers it for {@link FakeSlack.redeliverLast}. */
  readonly deliver: (delivery: Delivery) => Promise<Ack>;
  /** A fresh response URL. */
  readonly responseUrl: (target: ResponseTarget) => string;
  /** Options an external select offered: place (see {@link placeOf}) to value to option. */
  readonly offered: Map<string, Map<string, OptionJson>>;
  /** What people have chosen in messages so far, by person and message. */
  readonly messageValues: Map<string, ViewValues>;
}

/** Names one external select. `host` is a view's id, or a message's channel and ts. */
export function placeOf(host: string, blockId: string, actionId: string): string {
  return `${host}/${blockId}/${actionId}`;
}

/** Runs a hand; what Slack refuses becomes its error. */
export async function tryHand(work: () => Promise<HandsAnswer>): Promise<HandsAnswer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SlackRefusal) return { ok: false, error: error.code };
    throw error;
  }
}

/** The fields common to all interactivity payloads. `team` is where the app lives, `user.team_id` the person's own. */
export function basics(world: World, user: User): Json {
  const { team, app } = world.seed;
  return {
    token: 'verification-token',
    api_app_id: app.id,
    user: { id: user.id, username: user.name, name: user.name, team_id: user.teamId },
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

export function channelName(channel: Channel): string {
  if (channel.directWith !== undefined) return 'directmessage';
  return channel.isPrivate ? 'privategroup' : channel.name;
}

/** Seconds with six digits, as `action_ts` and `event_ts` have them. */
export function timestamp(world: World): string {
  return (world.now() / 1000).toFixed(6);
}
