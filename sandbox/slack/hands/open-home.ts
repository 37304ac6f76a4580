import type { HandsAnswer } from '../../contract.ts';
import { viewJson } from '../as-slack-writes.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import { type Desk, timestamp } from './desk.ts';

/** Opens the app's home tab. Resolves when the app has acknowledged the event; its view may come a moment later. */
export async function openHome(desk: Desk, input: { user: string }): Promise<HandsAnswer> {
  const { world } = desk;
  const user = world.directory.user(input.user);
  if (!world.directory.isMember(user)) throw new SlackRefusal('account_inactive');
  const home = world.views.home(user.id);
  await desk.events.send('app_home_opened', {
    type: 'app_home_opened',
    user: user.id,
    channel: world.directory.directChannel(user.id).id,
    event_ts: timestamp(world),
    tab: 'home',
    ...(home === undefined ? {} : { view: viewJson(world, home) }),
  });
  return { ok: true };
}
