import { documentOf, limits, type PolicyDocument, type PolicyFile, policyFile, sizeOf } from './policy-file.ts';
import type { PolicyInput } from './policy-input.ts';
import { partitionOf } from './statements-of.ts';

/** One name for all parts of the way events take: rules, the role that sends, the bus and the queue of the hub. */
export const eventsName = 'assay-events';
const senderRole = 'AssayEvents';

const hubAccount = ({ hubRoleArn }: PolicyInput): string => hubRoleArn.split(':')[4] ?? '';

/** ARNs of everything events pass on their way, from the configuration and the fixed names alone. */
export function eventArns(input: PolicyInput): {
  readonly bus: string;
  readonly queue: string;
  readonly deadQueue: string;
  /** The hub's rule, which fills the queue. */
  readonly hubRule: string;
  readonly senderOf: (account: string) => string;
} {
  const hub = hubAccount(input);
  const name = input.eventQueueUrl?.split('/').at(-1) ?? eventsName;
  const start = (service: string): string =>
    `arn:${partitionOf(input.hubRoleArn)}:${service}:${input.hubRegion}:${hub}`;
  return {
    bus: `${start('events')}:event-bus/${eventsName}`,
    queue: `${start('sqs')}:${name}`,
    deadQueue: `${start('sqs')}:${name}-dead`,
    hubRule: `${start('events')}:rule/${eventsName}/${eventsName}`,
    senderOf: (account) => `arn:${partitionOf(input.hubRoleArn)}:iam::${account}:role/${senderRole}`,
  };
}

/** The accounts' roles by name; where those are too many, every role of this name in the organisation. */
function busDocument(bus: string, senders: readonly string[], organizationId: string | undefined): PolicyDocument {
  const named = { Sid: 'OnlyOurAccountsSend', Effect: 'Allow', Action: 'events:PutEvents', Resource: bus } as const;
  const inside = organizationId ? { StringEquals: { 'aws:PrincipalOrgID': organizationId } } : undefined;
  const listed = documentOf({
    ...named,
    Principal: { AWS: senders },
    ...(inside ? { Condition: inside } : {}),
  });
  if (!inside || sizeOf(listed) <= limits.bus) return listed;
  const anywhere = senders[0]?.replace(/:\d{12}:/, ':*:') ?? '';
  return documentOf({
    ...named,
    Principal: '*',
    Condition: { ...inside, ArnLike: { 'aws:PrincipalArn': anywhere } },
  });
}

/** What Assay itself calls, and only where it is to read events at all. */
const readerPolicy = (input: PolicyInput, queue: string): PolicyFile =>
  policyFile({
    name: 'hub/events-reader',
    kind: 'managed',
    purpose: 'Lets Assay read the queue of events.',
    account: hubAccount(input),
    attachTo: `the role ${input.hubRoleArn}`,
    targets: [input.hubRoleArn],
    document: documentOf({
      Sid: 'TakeEvents',
      Effect: 'Allow',
      Action: ['sqs:DeleteMessage', 'sqs:ReceiveMessage'],
      Resource: queue,
    }),
  });

/** Who may put events where, and who may take them out: the policies along the way from an account to the hub. */
export function eventPolicies(input: PolicyInput): readonly PolicyFile[] {
  const { bus, queue, deadQueue, hubRule, senderOf } = eventArns(input);
  const senders = input.accounts.map(({ id }) => senderOf(id));
  const hub = hubAccount(input);
  return [
    ...(input.eventQueueUrl === undefined ? [] : [readerPolicy(input, queue)]),
    policyFile({
      name: 'hub/events-queue',
      kind: 'queue',
      purpose: "Lets only the hub's own rule put events into the queue.",
      account: hub,
      attachTo: `the queue ${queue}, as its access policy`,
      targets: [queue],
      document: documentOf({
        Sid: 'OnlyTheRuleOfTheHub',
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queue,
        Condition: { ArnEquals: { 'aws:SourceArn': hubRule } },
      }),
      cannot: [`Messages that were received five times without being taken off go to ${deadQueue}.`],
    }),
    policyFile({
      name: 'hub/events-bus',
      kind: 'bus',
      purpose: 'Lets only the configured accounts send events to the hub.',
      account: hub,
      attachTo: `the event bus ${bus}, as its resource policy`,
      targets: [bus],
      document: busDocument(bus, senders, input.organizationId),
    }),
    ...input.accounts.flatMap(({ alias, id }) => senderPolicies(`${alias}-${id}`, id, senderOf(id), bus)),
  ];
}

/** The role EventBridge takes in an account to send to another account's bus. */
const senderPolicies = (folder: string, account: string, role: string, bus: string): readonly PolicyFile[] => [
  policyFile({
    name: `${folder}/events-sender-trust`,
    kind: 'trust',
    purpose: "Lets only EventBridge, for this account's own rules, take the role that sends events.",
    account,
    attachTo: `the role ${role}, as its trust policy`,
    targets: [role],
    document: documentOf({
      Sid: 'OnlyEventBridge',
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': account } },
    }),
  }),
  policyFile({
    name: `${folder}/events-sender`,
    kind: 'managed',
    purpose: "Lets EventBridge send events to the hub's bus, and nothing else.",
    account,
    attachTo: `the role ${role}`,
    targets: [role],
    document: documentOf({ Sid: 'SendToTheHub', Effect: 'Allow', Action: 'events:PutEvents', Resource: bus }),
  }),
];
