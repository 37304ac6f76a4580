/** A person or bot, as the workspace starts with them. */
export interface UserSeed {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly role: string;
  readonly avatarColor: string;
  /** The workspace's own when left out. Another one makes an outsider, seen through Slack Connect. */
  readonly teamId?: string;
  readonly email?: string;
  readonly locale?: string;
  readonly isBot?: boolean;
  readonly isGuest?: boolean;
  readonly isDeleted?: boolean;
}

export interface ChannelSeed {
  readonly id: string;
  readonly name: string;
  readonly topic?: string;
  readonly members: readonly string[];
  readonly isPrivate?: boolean;
  readonly isArchived?: boolean;
}

export interface GroupSeed {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly members: readonly string[];
  readonly isDisabled?: boolean;
}

export interface WorkspaceSeed {
  readonly team: { readonly id: string; readonly name: string; readonly domain: string };
  readonly app: {
    readonly id: string;
    readonly botUserId: string;
    readonly botId: string;
    readonly command: string;
    /** Does the command's manifest entry say `should_escape`? */
    readonly shouldEscape: boolean;
    readonly scopes: readonly string[];
    /** Event types subscribed to, as the manifest names them ("message.im"). */
    readonly events: readonly string[];
  };
  readonly users: readonly UserSeed[];
  readonly channels: readonly ChannelSeed[];
  readonly groups: readonly GroupSeed[];
}
