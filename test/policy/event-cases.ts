import type { Case } from './case.ts';
import { build, hub, prod } from './sample.ts';

const queue = 'arn:aws:sqs:eu-west-1:999988887777:assay-events';
const bus = 'arn:aws:events:eu-west-1:999988887777:event-bus/assay-events';
const owner = '999988887777';
const sender = (account: string): string => `arn:aws:iam::${account}:role/AssayEvents`;

/** Who may put events where, and who may take them out. */
export const eventCases: readonly Case[] = (() => {
  const send = { who: sender(build), action: 'events:PutEvents', resource: bus, owner } as const;
  const fill = {
    who: 'events.amazonaws.com',
    action: 'sqs:SendMessage',
    resource: queue,
    owner,
    context: { 'aws:SourceArn': 'arn:aws:events:eu-west-1:999988887777:rule/assay-events/assay-events' },
  } as const;
  const take = { who: hub, action: 'sqs:ReceiveMessage', resource: queue, owner, resourceSide: 'none' } as const;
  const assume = {
    who: 'events.amazonaws.com',
    action: 'sts:AssumeRole',
    resource: sender(build),
    owner: build,
    context: { 'aws:SourceAccount': build },
  } as const;
  return [
    ['an account sends events to the hub', 'yes', send],
    ['another account sends events to the hub', 'yes', { ...send, who: sender(prod) }],
    ['an account outside the organisation sends events', 'no', { ...send, outsider: true }],
    [
      'another role of an account sends events',
      'no',
      { ...send, who: `arn:aws:iam::${build}:role/Other`, caller: 'all' },
    ],
    ['a stranger sends events', 'no', { ...send, who: sender('777788889999'), caller: 'all', outsider: true }],
    [
      'an account sends events to another bus',
      'no',
      { ...send, resource: bus.replace('assay-', 'other-'), resourceSide: 'all' },
    ],
    ['the rule of the hub fills the queue', 'yes', fill],
    [
      'another rule fills the queue',
      'no',
      { ...fill, context: { 'aws:SourceArn': 'arn:aws:events:eu-west-1:777788889999:rule/other' } },
    ],
    ['EventBridge fills the queue without saying for which rule', 'no', { ...fill, context: {} }],
    ['EventBridge takes the role without saying for whom', 'no', { ...assume, context: {} }],
    ['another service fills the queue', 'no', { ...fill, who: 'sns.amazonaws.com' }],
    ['the hub reads the queue', 'yes', take],
    ['the hub takes a message off', 'yes', { ...take, action: 'sqs:DeleteMessage' }],
    ['the hub looks at what the queue is like', 'no', { ...take, action: 'sqs:GetQueueAttributes' }],
    ['the hub fills the queue itself', 'no', { ...take, action: 'sqs:SendMessage' }],
    ['the hub reads another queue', 'no', { ...take, resource: queue.replace('assay-', 'other-') }],
    ['EventBridge takes the role that sends', 'yes', assume],
    ['EventBridge takes it for another account', 'no', { ...assume, context: { 'aws:SourceAccount': prod } }],
    ['another service takes it', 'no', { ...assume, who: 'lambda.amazonaws.com' }],
    [
      'the role that sends launches',
      'no',
      { who: sender(build), action: 'ec2:RunInstances', resource: 'arn:aws:ec2:eu-west-1::image/ami-1' },
    ],
  ];
})();
