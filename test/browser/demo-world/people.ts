import type { SlackChannel, SlackUser } from '../../../sandbox/contract.ts';

const common = { teamId: 'T1', isBot: false, isGuest: false, isDeleted: false, isStranger: false };

export const users: readonly SlackUser[] = [
  { ...common, id: 'UROSA', name: 'rosa', realName: 'Rosa Lindqvist', role: 'requester', avatarColor: '#b5467a' },
  { ...common, id: 'UADA', name: 'ada', realName: 'Ada Okafor', role: 'approver', avatarColor: '#2f7d6b' },
  { ...common, id: 'UBEN', name: 'ben', realName: 'Ben Castellano', role: 'approver', avatarColor: '#3a6fb0' },
  { ...common, id: 'UMAX', name: 'max', realName: 'Max Weber', role: 'no special rights', avatarColor: '#7a6a2f' },
  { ...common, id: 'UGIL', name: 'gil', realName: 'Gil Moreau', role: 'guest', avatarColor: '#94562f', isGuest: true },
  {
    ...common,
    id: 'UOUT',
    name: 'olga',
    realName: 'Olga Petrova',
    role: 'outsider (Slack Connect)',
    avatarColor: '#5a5a5a',
    teamId: 'T2',
    isStranger: true,
  },
  {
    ...common,
    id: 'UOLD',
    name: 'tom',
    realName: 'Tom Bauer',
    role: 'deactivated',
    avatarColor: '#8a8a8a',
    isDeleted: true,
  },
  {
    ...common,
    id: 'UBOT',
    name: 'assay',
    realName: 'Assay',
    role: 'the bot itself',
    avatarColor: '#4a154b',
    isBot: true,
  },
];

const open = { isPrivate: false, isDirect: false, isArchived: false, isExtShared: false };
const everybody = ['UROSA', 'UADA', 'UBEN', 'UMAX', 'UGIL', 'UBOT'];

export const channels: readonly SlackChannel[] = [
  { ...open, id: 'CREQ', name: 'ami-requests', topic: 'Ask for machine images here: /ami help', members: everybody },
  {
    ...open,
    id: 'CAPP',
    name: 'ami-approvals',
    topic: 'Two approvers, neither of them the requester',
    isPrivate: true,
    members: ['UADA', 'UBEN', 'UBOT'],
  },
  {
    ...open,
    id: 'CCON',
    name: 'partner-images',
    topic: 'Shared with our partner',
    isExtShared: true,
    members: ['UROSA', 'UADA', 'UOUT', 'UBOT'],
  },
  { ...open, id: 'COLD', name: 'ami-2025', topic: 'Closed', isArchived: true, members: everybody },
  ...everybody
    .filter((id) => id !== 'UBOT')
    .map((id) => ({ ...open, id: `D${id}`, name: 'assay', topic: '', isDirect: true, members: [id, 'UBOT'] })),
];
