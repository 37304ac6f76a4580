import type { WorkspaceSeed } from './workspace-seed.ts';

const ROSA = 'U0ROSA0001';
const ADA = 'U0ADA00001';
const BEN = 'U0BEN00001';
const CLEO = 'U0CLEO0001';
const MAX = 'U0MAX00001';
const GUS = 'U0GUS00001';
const DEPLOYBOT = 'U0DEPLOYBT';
const DORA = 'U0DORA0001';
const OLGA = 'U0OLGA0001';
const ASSAY = 'U0ASSAYBOT';

const staff = [ROSA, ADA, BEN, CLEO, MAX];

/**
 * The workspace of the sandbox. The people who must be refused (guest, outsider, bot, someone who left) stand in
 * #ami-approvals as well, because a button in a channel can be clicked by everyone who sees it.
 */
export const defaultWorkspace: WorkspaceSeed = {
  team: { id: 'T0ASSAY', name: 'Acorn', domain: 'acorn' },
  app: {
    id: 'A0ASSAY001',
    botUserId: ASSAY,
    botId: 'B0ASSAYBOT',
    command: '/ami',
    shouldEscape: true,
    scopes: [
      'commands',
      'chat:write',
      'chat:write.public',
      'files:write',
      'im:write',
      'im:read',
      'im:history',
      'app_mentions:read',
      'users:read',
      'users:read.email',
      'usergroups:read',
      'channels:read',
      'channels:history',
      'groups:read',
      'groups:history',
      'team:read',
    ],
    events: [
      'app_home_opened',
      'app_mention',
      'message.im',
      'subteam_members_changed',
      'subteam_updated',
      'user_change',
      'channel_archive',
      'app_uninstalled',
      'tokens_revoked',
    ],
  },
  users: [
    {
      id: ROSA,
      name: 'rosa',
      realName: 'Rosa Lind',
      role: 'requester',
      avatarColor: '#c2553d',
      email: 'rosa@acorn.example',
    },
    {
      id: ADA,
      name: 'ada',
      realName: 'Ada Okafor',
      role: 'approver',
      avatarColor: '#2f7d6b',
      email: 'ada@acorn.example',
    },
    {
      id: BEN,
      name: 'ben',
      realName: 'Ben Sato',
      role: 'approver',
      avatarColor: '#3c63b0',
      email: 'ben@acorn.example',
    },
    {
      id: CLEO,
      name: 'cleo',
      realName: 'Cléo Martin',
      role: 'approver',
      avatarColor: '#8a4fa3',
      email: 'cleo@acorn.example',
      locale: 'fr-FR',
    },
    {
      id: MAX,
      name: 'max',
      realName: 'Max Weber',
      role: 'member, may not approve',
      avatarColor: '#b0832f',
      email: 'max@acorn.example',
      locale: 'de-DE',
    },
    {
      id: GUS,
      name: 'gus',
      realName: 'Gus Hale',
      role: 'guest',
      avatarColor: '#7a7f87',
      email: 'gus@contractor.example',
      isGuest: true,
    },
    {
      id: DEPLOYBOT,
      name: 'deploybot',
      realName: 'Deploy Bot',
      role: 'another app’s bot',
      avatarColor: '#4a5560',
      isBot: true,
    },
    {
      id: DORA,
      name: 'dora',
      realName: 'Dora Finch',
      role: 'deactivated, has left',
      avatarColor: '#9aa0a6',
      email: 'dora@acorn.example',
      isDeleted: true,
    },
    {
      id: OLGA,
      name: 'olga',
      realName: 'Olga Petrova',
      role: 'outsider (Slack Connect)',
      avatarColor: '#a33a5b',
      teamId: 'T0OUTSIDE',
    },
    { id: ASSAY, name: 'assay', realName: 'Assay', role: 'the app itself', avatarColor: '#1f6f8b', isBot: true },
  ],
  channels: [
    {
      id: 'C0REQUESTS',
      name: 'ami-requests',
      topic: 'Ask for an image here: /ami',
      members: [...staff, GUS, DEPLOYBOT, ASSAY],
    },
    {
      id: 'C0APPROVALS',
      name: 'ami-approvals',
      topic: 'Two people decide',
      members: [...staff, GUS, DEPLOYBOT, DORA, OLGA, ASSAY],
    },
    { id: 'C0GENERAL1', name: 'general', topic: 'Everyone', members: [...staff, DEPLOYBOT] },
    {
      id: 'C0ALERTS01',
      name: 'prod-alerts',
      topic: 'What is wrong right now',
      members: [ADA, BEN, CLEO, DEPLOYBOT, ASSAY],
    },
  ],
  groups: [
    { id: 'S0APPROVERS', handle: 'ami-approvers', name: 'AMI approvers', members: [ADA, BEN, CLEO] },
    { id: 'S0FORMERLY', handle: 'old-approvers', name: 'Former approvers', members: [MAX, DORA], isDisabled: true },
  ],
};
