import { randomBytes } from 'node:crypto';
import type { Ack, Carrier, Delivery } from './carrier.ts';
import type { Json } from './json.ts';
import type { World } from './world.ts';

/** The scope without which Slack does not send the event, whatever the subscription says. */
const scopeOfEvent: Readonly<Record<string, string>> = {
  app_mention: 'app_mentions:read',
  'message.im': 'im:history',
  'message.channels': 'channels:history',
  'message.groups': 'groups:history',
  subteam_members_changed: 'usergroups:read',
  subteam_updated: 'usergroups:read',
  user_change: 'users:read',
  channel_archive: 'channels:read',
};

export interface EventSenderOptions {
  readonly world: World;
  readonly carrier: Carrier;
  readonly scopes: () => readonly string[];
}

/** Sends events, and sends them again until they are acknowledged or Slack's retries are used up. */
export class EventSender {
  readonly #options: EventSenderOptions;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(options: EventSenderOptions) {
    this.#options = options;
  }

  /**
   * Resolves after the first attempt; retries go on behind. `name` is the subscription ("message.im"), `event` the
   * inner event. Nothing is sent when the app has not subscribed or lacks the scope.
   */
  async send(name: string, event: Json, options: { extShared?: boolean } = {}): Promise<void> {
    const { world, scopes } = this.#options;
    const scope = scopeOfEvent[name];
    if (!world.seed.app.events.includes(name) || (scope !== undefined && !scopes().includes(scope))) return;
    const { team, app } = world.seed;
    const payload = {
      token: 'verification-token',
      team_id: team.id,
      context_team_id: team.id,
      context_enterprise_id: null,
      api_app_id: app.id,
      event,
      type: 'event_callback',
      event_id: `Ev0${randomBytes(5).toString('hex').toUpperCase()}`,
      event_time: Math.floor(world.now() / 1000),
      authorizations: [
        { enterprise_id: null, team_id: team.id, user_id: app.botUserId, is_bot: true, is_enterprise_install: false },
      ],
      is_ext_shared_channel: options.extShared ?? false,
      event_context: `4-${randomBytes(8).toString('hex')}`,
    };
    await this.#attempt({ kind: 'events_api', payload }, 0);
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #attempt(delivery: Delivery, attempt: number): Promise<void> {
    const ack = await this.#options.carrier.send(delivery);
    const wait = this.#options.world.lives.eventRetryMs[attempt];
    if (ack.kind === 'acked' || wait === undefined || (ack.kind === 'failed' && !ack.mayRetry)) return;
    const retry = { attempt: attempt + 1, reason: reasonOf(ack) };
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.#attempt({ ...delivery, retry }, attempt + 1);
    }, wait);
    this.#timers.add(timer);
  }
}

function reasonOf(ack: Exclude<Ack, { kind: 'acked' }>): string {
  return ack.kind === 'timeout' ? 'http_timeout' : ack.reason;
}
