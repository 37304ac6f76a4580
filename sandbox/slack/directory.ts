import { SlackRefusal } from './slack-refusal.ts';
import type { GroupSeed, UserSeed, WorkspaceSeed } from './workspace-seed.ts';

export interface User extends Required<Omit<UserSeed, 'email'>> {
  readonly email: string | undefined;
  readonly updated: number;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly topic: string;
  readonly isPrivate: boolean;
  /** The other side of a direct message with the app. */
  readonly directWith: string | undefined;
  isArchived: boolean;
  readonly members: Set<string>;
}

export interface Group extends Required<GroupSeed> {
  readonly updated: number;
}

/** People, channels and user groups. */
export class Directory {
  readonly users = new Map<string, User>();
  readonly channels = new Map<string, Channel>();
  readonly groups = new Map<string, Group>();
  readonly seed: WorkspaceSeed;

  constructor(seed: WorkspaceSeed) {
    this.seed = seed;
    for (const user of seed.users) {
      this.users.set(user.id, {
        isBot: false,
        isGuest: false,
        isDeleted: false,
        locale: 'en-US',
        teamId: seed.team.id,
        ...user,
        email: user.email,
        updated: 1_700_000_000,
      });
    }
    for (const channel of seed.channels) {
      this.channels.set(channel.id, {
        id: channel.id,
        name: channel.name,
        topic: channel.topic ?? '',
        isPrivate: channel.isPrivate ?? false,
        directWith: undefined,
        isArchived: channel.isArchived ?? false,
        members: new Set(channel.members),
      });
    }
    for (const group of seed.groups) this.groups.set(group.id, { isDisabled: false, ...group, updated: 1_700_000_000 });
    for (const user of this.users.values()) if (this.isMember(user)) this.directChannel(user.id);
  }

  /** Throws `user_not_found`. */
  user(id: string): User {
    const user = this.users.get(id);
    if (user === undefined) throw new SlackRefusal('user_not_found');
    return user;
  }

  /** Throws `channel_not_found`. */
  channel(id: string): Channel {
    const channel = this.channels.get(id);
    if (channel === undefined) throw new SlackRefusal('channel_not_found');
    return channel;
  }

  /** A human of this workspace who can still sign in. Guests count. */
  isMember(user: User): boolean {
    return !user.isBot && !user.isDeleted && !this.isOutsider(user);
  }

  isOutsider(user: User): boolean {
    return user.teamId !== this.seed.team.id;
  }

  /** Slack says `is_stranger` only of an outsider with whom no channel is shared. */
  isStranger(user: User): boolean {
    return this.isOutsider(user) && ![...this.channels.values()].some((channel) => channel.members.has(user.id));
  }

  isExtShared(channel: Channel): boolean {
    return [...channel.members].some((id) => {
      const user = this.users.get(id);
      return user !== undefined && this.isOutsider(user);
    });
  }

  /** Can this person open the channel? Members can; public channels are open to the workspace, not to guests. */
  canSee(userId: string, channel: Channel): boolean {
    if (channel.members.has(userId)) return true;
    const user = this.users.get(userId);
    if (user === undefined || channel.isPrivate || channel.directWith !== undefined) return false;
    return !user.isGuest && !this.isOutsider(user);
  }

  /** The direct message channel of a person with the app, made when there is none. */
  directChannel(userId: string): Channel {
    const id = `D${userId.slice(1)}`;
    const known = this.channels.get(id);
    if (known !== undefined) return known;
    const channel: Channel = {
      id,
      name: 'directmessage',
      topic: '',
      isPrivate: true,
      directWith: userId,
      isArchived: false,
      members: new Set([userId, this.seed.app.botUserId]),
    };
    this.channels.set(id, channel);
    return channel;
  }

  patchUser(id: string, patch: Partial<Omit<UserSeed, 'id'>>, updated: number): User {
    const user: User = { ...this.user(id), ...patch, updated };
    this.users.set(id, user);
    return user;
  }

  patchGroup(id: string, patch: Partial<Omit<GroupSeed, 'id'>>, updated: number): { before: Group; after: Group } {
    const before = this.groups.get(id);
    if (before === undefined) throw new SlackRefusal('no_such_subteam');
    const after: Group = { ...before, ...patch, updated };
    this.groups.set(id, after);
    return { before, after };
  }
}
