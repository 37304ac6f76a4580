/**
 * What the sandbox's servers promise to their page, to `--play` and to the tests. Types only.
 *
 * Three servers make the world: a fake Slack (`sandbox/slack`), a fake AWS (`sandbox/aws`) and the page's own
 * (`sandbox/world`), which serves the page and passes its calls on. All listen on 127.0.0.1 only.
 */

/** A block or view as Block Kit writes it. The servers validate it; the page only draws it. */
export type BlockJson = { readonly type: string; readonly block_id?: string; readonly [key: string]: unknown };

/** A person, bot or stranger in the fake workspace. Everyone here can be acted as, to see who is refused. */
export interface SlackUser {
  readonly id: string;
  /** Handle, without `@`. */
  readonly name: string;
  readonly realName: string;
  /** What the page says beside the name: "requester", "approver", "guest", "outsider (Slack Connect)" … */
  readonly role: string;
  readonly teamId: string;
  readonly avatarColor: string;
  readonly isBot: boolean;
  readonly isGuest: boolean;
  readonly isDeleted: boolean;
  readonly isStranger: boolean;
}

export interface SlackChannel {
  readonly id: string;
  readonly name: string;
  readonly isPrivate: boolean;
  /** A direct message channel of one person with the app. */
  readonly isDirect: boolean;
  readonly isArchived: boolean;
  readonly isExtShared: boolean;
  readonly topic: string;
  readonly members: readonly string[];
}

export interface SlackMessage {
  readonly channel: string;
  readonly ts: string;
  /** The author: a user id (the bot's own user id for the app). */
  readonly user: string;
  readonly text: string;
  readonly blocks?: readonly BlockJson[];
  readonly threadTs?: string;
  /** Set when only this person may see it. */
  readonly ephemeralTo?: string;
  readonly edited: boolean;
  readonly deleted: boolean;
  readonly metadata?: { readonly event_type: string; readonly event_payload: Record<string, unknown> };
}

/** An open modal, topmost last in `SlackState.views`. */
export interface SlackView {
  readonly id: string;
  readonly hash: string;
  readonly user: string;
  readonly type: 'modal' | 'home';
  readonly callback_id: string;
  readonly title: string;
  readonly submit?: string;
  readonly close?: string;
  readonly private_metadata: string;
  readonly blocks: readonly BlockJson[];
  /** Field errors of the last submission: block id to sentence. */
  readonly errors: Readonly<Record<string, string>>;
}

/** The workspace as one person sees it: their channels, their ephemerals, their modals. */
export interface SlackState {
  readonly teamName: string;
  readonly botUserId: string;
  readonly command: string;
  readonly me: string;
  readonly users: readonly SlackUser[];
  readonly groups: readonly { readonly id: string; readonly handle: string; readonly members: readonly string[] }[];
  readonly channels: readonly SlackChannel[];
  readonly messages: readonly SlackMessage[];
  readonly views: readonly SlackView[];
  readonly home?: SlackView;
  /** Is an app connected (socket) or configured (HTTP request URL)? */
  readonly appConnected: boolean;
}

/** `state.values` of a view: block id, then action id, then the element's value object as Slack sends it. */
export type ViewValues = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** The answer to anything a person does: `error` is what Slack itself would show ("operation_timeout" …). */
export interface HandsAnswer {
  readonly ok: boolean;
  readonly error?: string;
}

export interface OptionJson {
  readonly text: { readonly type: string; readonly text: string };
  readonly value: string;
  readonly description?: { readonly type: string; readonly text: string };
}

/**
 * A person's hands in the fake Slack. Implemented by the server in process (tests, `--play`) and over HTTP under
 * `/world/slack/<method>` (the page), one JSON object of the same named fields each.
 */
export interface SlackHands {
  /** Types a whole line into the message box: "/ami create …" is a slash command, anything else is a message. */
  type(input: { user: string; channel: string; text: string; threadTs?: string }): Promise<HandsAnswer>;
  /** Clicks a button or picks from a select of a message; `selected` is the option's value for selects. */
  click(input: {
    user: string;
    channel: string;
    ts: string;
    actionId: string;
    blockId?: string;
    selected?: string;
  }): Promise<HandsAnswer>;
  /** A block action inside a modal or the home tab. */
  clickInView(input: {
    user: string;
    viewId: string;
    actionId: string;
    blockId?: string;
    selected?: string;
    values?: ViewValues;
  }): Promise<HandsAnswer>;
  /** Submits the modal; on field errors `ok` is false and they stand in the view's `errors`. */
  submit(input: { user: string; viewId: string; values: ViewValues }): Promise<HandsAnswer>;
  close(input: { user: string; viewId: string }): Promise<HandsAnswer>;
  /** Types into an external select. */
  options(input: {
    user: string;
    actionId: string;
    blockId: string;
    query: string;
    viewId?: string;
    channel?: string;
    ts?: string;
  }): Promise<{ ok: boolean; error?: string; options: readonly OptionJson[] }>;
  /** Opens the app's home tab. */
  openHome(input: { user: string }): Promise<HandsAnswer>;
  /** The workspace as this person sees it now. */
  state(input: { user: string }): Promise<SlackState>;
}

/** A scripted fault. Matches calls by name ("chat.update", "CreateImage", "*") and is used up after `times`. */
export type Fault =
  | { readonly kind: 'status'; readonly call: string; readonly status: number; readonly times: number }
  /** Slack: 429 with Retry-After; AWS: RequestLimitExceeded. */
  | { readonly kind: 'throttle'; readonly call: string; readonly times: number; readonly retryAfterSeconds?: number }
  /** An error as the service itself would answer it ("invalid_blocks", "UnauthorizedOperation" …). */
  | {
      readonly kind: 'error';
      readonly call: string;
      readonly code: string;
      readonly message?: string;
      readonly times: number;
    }
  | { readonly kind: 'delay'; readonly call: string; readonly ms: number; readonly times: number }
  /** The work is done, the answer is lost: the connection is cut after the effect. */
  | { readonly kind: 'lost-answer'; readonly call: string; readonly times: number };

/** Everything the fake AWS now holds, for the page's plain view. Oldest first. */
export interface AwsState {
  readonly accounts: readonly AwsAccountState[];
  /** The last calls, oldest first. */
  readonly calls: readonly AwsCall[];
}

export interface AwsAccountState {
  readonly id: string;
  readonly alias: string;
  readonly regions: readonly AwsRegionState[];
}

export interface AwsRegionState {
  readonly name: string;
  readonly instances: readonly AwsInstanceState[];
  readonly images: readonly AwsImageState[];
  readonly snapshots: readonly AwsSnapshotState[];
  readonly keys: readonly {
    readonly id: string;
    readonly alias: string;
    readonly spec: string;
    readonly state: string;
    readonly grants: readonly { readonly id: string; readonly name: string; readonly grantee: string }[];
    /** Sids of the statements of its policy. */
    readonly statements: readonly string[];
  }[];
}

export interface AwsInstanceState {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly imageId: string;
  readonly type: string;
  readonly zone: string;
  readonly reboots: number;
  readonly tags: Readonly<Record<string, string>>;
}

export interface AwsImageState {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  readonly state: string;
  readonly creationDate: string;
  readonly snapshotIds: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly launchPermissions: readonly string[];
}

export interface AwsSnapshotState {
  readonly id: string;
  readonly imageId: string | undefined;
  readonly state: string;
  readonly progress: string;
  readonly encrypted: boolean;
  /** Account ids, or `all`: who may make volumes of it, and copy it. */
  readonly volumePermissions: readonly string[];
  /** ARN of its key, when encrypted. */
  readonly keyArn?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** One call as CloudTrail would tell it. */
export interface AwsCall {
  readonly at: string;
  readonly service: string;
  readonly action: string;
  readonly account: string;
  readonly region: string;
  /** Session ARN of the caller, `arn:aws:sts::…:assumed-role/<role>/<session>`. */
  readonly principal: string;
  readonly sourceIdentity: string | undefined;
  /** "ok" or the error code. */
  readonly result: string;
  readonly parameters: Readonly<Record<string, string>>;
}
