import type { Command } from '../core/command.ts';

/** What the app asks for, and why: administrators read this list before they install it. */
export const scopes = {
  commands: 'the slash command',
  'chat:write': 'post and edit cards, answer in private',
  'chat:write.public': 'post into public channels without being invited first',
  'files:write': 'upload the picture of an answer, such as the lineage of an AMI; it stays private to who asked',
  'users:read': 'is this person a guest, a bot, deactivated, of another organisation?',
  'usergroups:read': 'who is in the group of approvers, asked at every decision',
  'channels:history': 'after a lost answer: look whether our own card was posted, before posting it again',
  'groups:history': 'the same in private channels',
  'im:history': 'the same in direct messages',
  'im:write': 'open the direct message to look there',
} as const;

/** Without these nothing works; the others are missed only when something goes wrong. */
export const neededScopes: readonly (keyof typeof scopes)[] = [
  'commands',
  'chat:write',
  'users:read',
  'usergroups:read',
];

export interface ManifestOptions {
  readonly name: string;
  /** With its slash. */
  readonly command: string;
  readonly mode: 'socket' | 'http';
  /** Public address of the app; needed in `http` mode. */
  readonly url?: string;
  readonly commands: Iterable<Command>;
}

const hintLimit = 1000;

/** The verbs, as many as Slack shows. */
function usageHint(commands: Iterable<Command>): string {
  const names = [...commands].map(({ name }) => name);
  let hint = 'help';
  for (const name of names.filter((each) => each !== 'help')) {
    if (hint.length + name.length + 3 > hintLimit) break;
    hint += ` | ${name}`;
  }
  return hint;
}

/**
 * The app's manifest (schema version 2), generated from the commands. Paste it under "Create an app from a manifest".
 * @throws Error when `http` mode has no https address
 */
export function appManifest({ name, command, mode, url, commands }: ManifestOptions): Record<string, unknown> {
  const isHttp = mode === 'http';
  if (isHttp && !url?.startsWith('https://')) throw new Error('HTTP mode needs the public https address of the app.');
  const endpoint = isHttp ? `${url?.replace(/\/+$/, '')}/slack/events` : undefined;
  const request = endpoint ? { request_url: endpoint } : {};
  return {
    _metadata: { major_version: 2, minor_version: 1 },
    display_information: {
      name,
      description: 'Ask for machine images, and approve them for production with two people.',
      long_description:
        `Ask for Amazon Machine Images with ${command}: create, find, show, approve for production. ` +
        'Two people other than the requester approve before an image is tagged for production, and the approval is ' +
        'signed. Every request is one card that always shows where it stands; everything is recorded with who and why.',
      background_color: '#1a1d21',
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: true },
      bot_user: { display_name: name.toLowerCase(), always_online: true },
      slash_commands: [
        {
          command,
          description: 'Ask for, approve and look up machine images',
          usage_hint: usageHint(commands),
          // Without it `@name` cannot be told from text.
          should_escape: true,
          ...(endpoint ? { url: endpoint } : {}),
        },
      ],
    },
    oauth_config: { scopes: { bot: Object.keys(scopes) } },
    settings: {
      interactivity: {
        is_enabled: true,
        ...request,
        ...(endpoint ? { message_menu_options_url: endpoint } : {}),
      },
      event_subscriptions: { ...request, bot_events: ['app_home_opened'] },
      org_deploy_enabled: false,
      socket_mode_enabled: !isHttp,
      token_rotation_enabled: false,
    },
  };
}
