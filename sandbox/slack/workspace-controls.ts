import { groupJson, userJson } from './as-slack-writes.ts';
import type { EventSender } from './event-sender.ts';
import type { UserSeed } from './workspace-seed.ts';
import type { World } from './world.ts';

/** What an administrator of the workspace does. Each resolves when the app has had its event, if it wants one. */
export interface WorkspaceControls {
  /** Deactivates a person, makes them a guest, and so on. Sends `user_change`. */
  readonly setUser: (id: string, patch: Partial<Omit<UserSeed, 'id'>>) => Promise<void>;
  /** Sends `subteam_members_changed` and `subteam_updated`. */
  readonly setGroup: (id: string, members: readonly string[], patch?: { isDisabled?: boolean }) => Promise<void>;
  readonly archiveChannel: (id: string) => Promise<void>;
  /** Takes a channel out of the archive. The bot is a member again only when somebody invites it. */
  readonly unarchiveChannel: (id: string) => void;
  /** An administrator removes a message; its thread stays. */
  readonly deleteMessage: (channel: string, ts: string) => void;
  readonly removeBot: (channel: string) => void;
  readonly addMember: (channel: string, user: string) => void;
}

export function makeControls(world: World, events: EventSender): WorkspaceControls {
  const seconds = (): number => Math.floor(world.now() / 1000);
  const stamp = (): string => (world.now() / 1000).toFixed(6);
  return {
    setUser: async (id, patch) => {
      const user = world.directory.patchUser(id, patch, seconds());
      world.bell.ring();
      const shown = userJson(world, user, { email: true, locale: true });
      await events.send('user_change', { type: 'user_change', user: shown, cache_ts: seconds(), event_ts: stamp() });
    },
    setGroup: async (id, members, patch = {}) => {
      const { before, after } = world.directory.patchGroup(id, { members, ...patch }, seconds());
      world.bell.ring();
      const added = members.filter((each) => !before.members.includes(each));
      const removed = before.members.filter((each) => !members.includes(each));
      await events.send('subteam_members_changed', {
        type: 'subteam_members_changed',
        subteam_id: id,
        team_id: world.seed.team.id,
        date_previous_update: before.updated,
        date_update: after.updated,
        added_users: added,
        added_users_count: String(added.length),
        removed_users: removed,
        removed_users_count: String(removed.length),
        event_ts: stamp(),
      });
      const subteam = groupJson(world, after, { users: true });
      await events.send('subteam_updated', { type: 'subteam_updated', subteam, event_ts: stamp() });
    },
    archiveChannel: async (id) => {
      world.directory.channel(id).isArchived = true;
      world.bell.ring();
      await events.send('channel_archive', { type: 'channel_archive', channel: id, event_ts: stamp() });
    },
    unarchiveChannel: (id) => {
      world.directory.channel(id).isArchived = false;
      world.bell.ring();
    },
    deleteMessage: (channel, ts) => {
      world.messages.find(channel, ts).deleted = true;
      world.bell.ring();
    },
    removeBot: (channel) => {
      world.directory.channel(channel).members.delete(world.seed.app.botUserId);
      world.bell.ring();
    },
    addMember: (channel, user) => {
      world.directory.channel(channel).members.add(world.directory.user(user).id);
      world.bell.ring();
    },
  };
}
