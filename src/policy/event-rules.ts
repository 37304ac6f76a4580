import { eventTypes } from '../core/event-types.ts';
import { eventArns, eventPolicies, eventsName } from './events.ts';
import type { PolicyInput } from './policy-input.ts';
import { type SettingsFile, settingsFile } from './settings-file.ts';

/** What Assay wants to hear of, and why. https://docs.aws.amazon.com/eventbridge/latest/ref/ */
const pattern = {
  source: ['aws.ec2', 'aws.config', 'aws.imagebuilder'],
  'detail-type': Object.values(eventTypes),
} as const;

const cannot = [
  'EventBridge promises nothing about EC2 events: some come twice, late, or not at all.',
  'Launch permissions, tags and deprecation make no such event.',
] as const;

const putRule = (region: string): string => `aws events put-rule --region ${region} --cli-input-json file://FILE`;
const putTargets = (region: string): string => `aws events put-targets --region ${region} --cli-input-json file://FILE`;

const nameOf = (arn: string): string => arn.split(':').at(-1) ?? '';

/** The way of events: a rule in every account and Region to the hub's bus, and there one rule into the queue. */
export function eventRules(input: PolicyInput): readonly SettingsFile[] {
  const { bus, queue, deadQueue, senderOf } = eventArns(input);
  const hub = input.hubRoleArn.split(':')[4] ?? '';
  const access = eventPolicies(input).find(({ kind }) => kind === 'queue');
  const place = { account: hub, targets: [hub], regions: [input.hubRegion] } as const;
  const wanted = JSON.stringify(pattern);
  const rule = (extra: Readonly<Record<string, string>>) => ({
    Name: eventsName,
    Description: 'What Assay hears of within seconds',
    ...extra,
    EventPattern: wanted,
    State: 'ENABLED',
  });
  const ruleParts = [
    { path: 'Name', words: 'The same everywhere.' },
    { path: 'Description', words: 'For people.' },
    {
      path: 'EventPattern',
      words:
        'Instances that change their state, AMIs that become available, fail, are disabled or deregistered, compliance changes of AWS Config, and what EC2 Image Builder builds or waits for. Nothing else leaves the account.',
    },
    { path: 'State', words: 'On.' },
  ];
  return [
    settingsFile({
      ...place,
      name: 'hub/queue',
      kind: 'queue-settings',
      purpose: 'The queue Assay reads events from. Make the one for undeliverable messages first.',
      attachTo: `the hub account ${hub}, in ${input.hubRegion}`,
      document: {
        QueueName: nameOf(queue),
        Attributes: {
          MessageRetentionPeriod: '86400',
          VisibilityTimeout: '60',
          ReceiveMessageWaitTimeSeconds: '20',
          SqsManagedSseEnabled: 'true',
          RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadQueue, maxReceiveCount: '5' }),
          Policy: JSON.stringify(access?.document),
        },
      },
      parts: [
        { path: 'QueueName', words: 'With account and Region of the hub it makes the URL that events.queueUrl names.' },
        {
          path: 'Attributes.MessageRetentionPeriod',
          words: 'One day: an older event says little about now.',
        },
        { path: 'Attributes.VisibilityTimeout', words: 'Whoever reads an event has a minute; then another reads it.' },
        { path: 'Attributes.ReceiveMessageWaitTimeSeconds', words: 'Long polling: few calls, no delay.' },
        { path: 'Attributes.SqsManagedSseEnabled', words: 'Encrypted at rest, with no key to look after.' },
        {
          path: 'Attributes.RedrivePolicy',
          words: 'What five readers could not take off is put aside to be looked at.',
        },
        { path: 'Attributes.Policy', words: 'Only the rule of the hub puts events in: hub/events-queue, as text.' },
      ],
      apply: [
        `aws sqs create-queue --region ${input.hubRegion} --queue-name ${nameOf(deadQueue)}`,
        `aws sqs create-queue --region ${input.hubRegion} --cli-input-json file://FILE`,
      ],
    }),
    settingsFile({
      ...place,
      name: 'hub/events-rule',
      kind: 'event-rule',
      purpose: 'Takes the events that arrive on the bus of the hub.',
      attachTo: `the bus ${bus}`,
      document: rule({ EventBusName: eventsName }),
      parts: [...ruleParts, { path: 'EventBusName', words: 'The bus the accounts send to.' }],
      apply: [`aws events create-event-bus --region ${input.hubRegion} --name ${eventsName}`, putRule(input.hubRegion)],
      cannot,
    }),
    settingsFile({
      ...place,
      name: 'hub/events-targets',
      kind: 'event-targets',
      purpose: 'Puts them into the queue.',
      attachTo: `the rule ${eventsName} of the bus ${eventsName}`,
      document: { Rule: eventsName, EventBusName: eventsName, Targets: [{ Id: 'queue', Arn: queue }] },
      parts: [
        { path: 'Rule', words: 'The rule above.' },
        { path: 'EventBusName', words: 'The bus the accounts send to.' },
        { path: 'Targets', words: 'The queue; its own policy lets this rule in, and no other.' },
      ],
      apply: [putTargets(input.hubRegion)],
    }),
    ...input.accounts.flatMap(({ alias, id, regions }) => {
      const where = `the account ${alias} (${id}), in ${regions.join(', ')}`;
      const own = { account: id, targets: [id], regions } as const;
      return [
        settingsFile({
          ...own,
          name: `${alias}-${id}/events-rule`,
          kind: 'event-rule',
          purpose: 'Picks the events Assay wants to hear of.',
          attachTo: `${where}: the default bus of each`,
          document: rule({}),
          parts: ruleParts,
          apply: regions.map(putRule),
          cannot,
        }),
        settingsFile({
          ...own,
          name: `${alias}-${id}/events-targets`,
          kind: 'event-targets',
          purpose: 'Sends them to the bus of the hub, also from another Region.',
          attachTo: `the rule ${eventsName} in ${where}`,
          document: { Rule: eventsName, Targets: [{ Id: 'hub', Arn: bus, RoleArn: senderOf(id) }] },
          parts: [
            { path: 'Rule', words: 'The rule above.' },
            {
              path: 'Targets',
              words: `The bus of the hub, as the role ${senderOf(id).split('/').at(-1)} of this account.`,
            },
          ],
          apply: regions.map(putTargets),
        }),
      ];
    }),
  ];
}
