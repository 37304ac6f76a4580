import { type Case, golden, it } from './case.ts';
import { approved, approvedByHand, deprecated } from './steps.ts';

const day = 86_400_000;
const silenced = 'exempted not_approved medium: never approved';
const told = 'not_approved medium: never approved';
const moved = 'prod became staging, which takes approved ones only';

/** What an exemption silences, and what it does not. It is for this thing, for a week, where a case says nothing else. */
export const exemptionCases: readonly Case[] = [
  { name: 'exempted until next week', exempted: {}, expect: silenced },
  { name: 'exempted until yesterday', exempted: { until: Date.now() - day }, expect: told },
  {
    name: 'exempted, and the exemption was taken back',
    exempted: { ended: { at: Date.now() - 1000, how: 'taken_back', by: 'U0BEN' } },
    expect: told,
  },
  {
    name: 'exempted is another instance',
    exempted: { subject: { kind: 'instance', id: 'i-0d1b2c3d4e5f60003' } },
    expect: told,
  },
  {
    name: 'exempted is a group, and not the instance',
    exempted: { subject: { kind: 'auto-scaling-group', id: 'web-prod' } },
    expect: told,
  },
  { name: 'exempted with another AMI', exempted: { image: { id: golden } }, expect: told },
  {
    name: 'exempted is whatever runs from the AMI',
    exempted: (image) => ({ subject: undefined, image: { id: image } }),
    expect: silenced,
  },
  {
    name: 'exempted is whatever runs from another AMI',
    exempted: { subject: undefined, image: { id: golden } },
    expect: told,
  },
  {
    name: 'exempted as never approved, and somebody sets the tag by hand since',
    given: [approvedByHand],
    exempted: {},
    expect: 'hand_set high: ',
  },
  { name: 'exempted as severe, and it is less', exempted: { severity: 'high' }, expect: silenced },
  { name: 'exempted as little, and it is more', exempted: { severity: 'low' }, expect: told },
  {
    name: 'approved, deprecated, and exempted',
    given: [approved(), deprecated(-1)],
    exempted: { severity: 'low' },
    expect: 'exempted outdated low: ',
  },
  { name: 'exempted, and approved since', given: [approved()], exempted: {}, expect: 'clean' },
  {
    name: 'exempted in another Region',
    exempted: { place: { account: '444455556666', region: 'us-east-1' } },
    expect: told,
  },
  {
    name: 'exempted in another account',
    exempted: { place: { account: '111122223333', region: 'eu-west-1' } },
    expect: told,
  },
  { name: 'exempted for production, and the account is staging now', scene: moved, exempted: {}, expect: told },
  {
    name: 'exempted for staging, where the account is staging',
    scene: moved,
    exempted: { environment: 'staging' },
    expect: silenced,
  },
  { name: 'exempted for staging, where the account is production', exempted: { environment: 'staging' }, expect: told },
  {
    name: 'a template that is exempted',
    use: { kind: 'launch-template', versions: [it] },
    exempted: {},
    expect: silenced,
  },
  {
    name: 'a group that is exempted',
    use: { kind: 'auto-scaling-group', launches: { template: 'exempted' }, templates: { exempted: [it] } },
    exempted: {},
    expect: silenced,
  },
  {
    name: 'exempted, and AWS does not say what it runs from',
    scene: 'instances may not be described',
    exempted: {},
    expect: 'unknown: may not',
  },
  { name: 'exempted and terminated', use: { kind: 'instance', state: 'terminated' }, exempted: {}, expect: 'gone' },
];
