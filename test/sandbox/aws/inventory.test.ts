import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { ConfigServiceClient, GetComplianceDetailsByConfigRuleCommand } from '@aws-sdk/client-config-service';
import { DescribeLaunchTemplateVersionsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { DeleteMessageBatchCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNTS, ROLES } from '../../../sandbox/aws/default-world.ts';
import type { FakeAws } from '../../../sandbox/aws/start-fake-aws.ts';
import { allow, ec2As, errorOf, policy, REGION, startQuick } from './support.ts';

const QueueUrl = `https://sqs.${REGION}.amazonaws.com/${ACCOUNTS.platform}/assay-events`;

describe('services beside EC2', () => {
  let fake: FakeAws;
  let prod: EC2Client;
  const as = (role: string) => ({
    endpoint: fake.url,
    region: REGION,
    credentials: fake.credentials(role),
    maxAttempts: 1,
  });
  beforeEach(async () => {
    fake = await startQuick();
    prod = ec2As(fake, fake.credentials(ROLES.prod));
  });
  afterEach(async () => {
    prod.destroy();
    await fake.close();
  });

  it('Auto Scaling knows its limits and its own way to refuse', async () => {
    const scaling = new AutoScalingClient(as(ROLES.prod));
    const groups = await scaling.send(new DescribeAutoScalingGroupsCommand({ MaxRecords: 1 }));
    expect(groups.AutoScalingGroups).toMatchObject([
      { AutoScalingGroupName: 'hotfix', LaunchTemplate: { LaunchTemplateName: 'hotfix' }, DesiredCapacity: 1 },
    ]);
    expect(groups.NextToken).toBeDefined();
    const tooMany = scaling.send(new DescribeAutoScalingGroupsCommand({ MaxRecords: 101 }));
    expect((await errorOf(tooMany)).name).toBe('ValidationError');
    fake.setPolicies({ roles: [{ arn: ROLES.prod, policies: [policy(allow('ec2:*', '*'))] }] });
    const refused = await errorOf(scaling.send(new DescribeAutoScalingGroupsCommand({})));
    expect(refused).toMatchObject({ name: 'AccessDenied', status: 403 });
  });

  it('versions of all templates are `$Latest` and `$Default` only', async () => {
    const ask = (input: object) => prod.send(new DescribeLaunchTemplateVersionsCommand(input));
    expect((await ask({ Versions: ['$Latest', '$Default'] })).LaunchTemplateVersions).toHaveLength(2);
    expect((await errorOf(ask({ Versions: ['1'] }))).name).toBe('MissingParameter');
    expect((await errorOf(ask({ LaunchTemplateId: 'lt-1' }))).name).toBe('InvalidLaunchTemplateId.Malformed');
    expect((await errorOf(ask({ LaunchTemplateName: 'none' }))).name).toBe(
      'InvalidLaunchTemplateName.NotFoundException',
    );
    const versions = await ask({ LaunchTemplateName: 'web-prod' });
    expect(versions.LaunchTemplateVersions).toMatchObject([
      { VersionNumber: 1, DefaultVersion: false },
      { VersionNumber: 2, DefaultVersion: true },
    ]);
    const none = ask({ LaunchTemplateName: 'web-prod', Versions: ['3'] });
    expect((await errorOf(none)).name).toBe('InvalidLaunchTemplateId.VersionNotFound');
  });

  it('AWS Config gives ten results where nobody says how many', async () => {
    const config = new ConfigServiceClient(as(ROLES.prod));
    for (let index = 0; index < 12; index += 1)
      fake.hands.launchInstance(ACCOUNTS.prod, REGION, { imageId: 'ami-0d1b2c3d4e5f6d001' });
    const ask = (more: object = {}) =>
      config.send(new GetComplianceDetailsByConfigRuleCommand({ ConfigRuleName: 'approved-amis-by-tag', ...more }));
    const first = await ask();
    expect(first.EvaluationResults).toHaveLength(10);
    expect((await ask({ NextToken: first.NextToken })).EvaluationResults).toHaveLength(5);
    expect((await ask({ ComplianceTypes: ['COMPLIANT'] })).EvaluationResults).toEqual([]);
    expect((await errorOf(ask({ Limit: 101 }))).name).toBe('InvalidLimitException');
    expect((await errorOf(ask({ NextToken: 'x' }))).name).toBe('InvalidNextTokenException');
    expect((await errorOf(ask({ ConfigRuleName: 'none' }))).name).toBe('NoSuchConfigRuleException');
  });

  it('SQS takes ten at a time, knows old receipts, and IAM decides by the queue', async () => {
    const sqs = new SQSClient({ ...as(ROLES.hub), useQueueUrlAsEndpoint: false });
    const receive = (more: object = {}) => sqs.send(new ReceiveMessageCommand({ QueueUrl, ...more }));
    const remove = (...receipts: string[]) =>
      sqs.send(
        new DeleteMessageBatchCommand({
          QueueUrl,
          Entries: receipts.map((ReceiptHandle, index) => ({ Id: `${index}`, ReceiptHandle })),
        }),
      );
    expect((await errorOf(receive({ MaxNumberOfMessages: 11 }))).name).toBe('InvalidParameterValue');
    expect((await errorOf(receive({ WaitTimeSeconds: 21 }))).name).toBe('InvalidParameterValue');
    expect((await errorOf(remove())).name).toBe('EmptyBatchRequest');
    expect((await errorOf(remove(...Array<string>(11).fill('x')))).name).toBe('TooManyEntriesInBatchRequest');
    fake.hands.sendToQueue('hello');
    const old = (await receive({ VisibilityTimeout: 0 })).Messages?.[0];
    const fresh = (await receive({ VisibilityTimeout: 0 })).Messages?.[0];
    expect([old?.Body, old?.MessageId]).toEqual(['hello', fresh?.MessageId]);
    // Taken, as AWS does, but the message stays.
    expect((await remove(old?.ReceiptHandle ?? '')).Successful).toHaveLength(1);
    expect((await remove(fresh?.ReceiptHandle ?? '')).Successful).toHaveLength(1);
    expect((await receive()).Messages).toBeUndefined();
    fake.setPolicies({
      roles: [
        {
          arn: ROLES.hub,
          policies: [policy(allow('sqs:ReceiveMessage', `arn:aws:sqs:${REGION}:${ACCOUNTS.platform}:assay-events`))],
        },
      ],
    });
    expect((await receive()).Messages).toBeUndefined();
    expect((await errorOf(remove('x'))).name).toBe('AccessDeniedException');
    expect((await errorOf(receive({ QueueUrl: `${QueueUrl}-2` }))).name).toBe('AccessDeniedException');
  });

  it('does not know what Assay never calls', async () => {
    const sqs = new SQSClient({ ...as(ROLES.hub), useQueueUrlAsEndpoint: false });
    await errorOf(sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' })));
    expect(fake.unknownCalls).toEqual(['sqs:SendMessage']);
  });
});
