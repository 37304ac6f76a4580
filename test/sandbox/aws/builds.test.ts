import { DescribeImagesCommand } from '@aws-sdk/client-ec2';
import {
  CancelImageCreationCommand,
  GetImageCommand,
  GetImagePipelineCommand,
  GetWorkflowStepExecutionCommand,
  ListImagePipelineImagesCommand,
  ListImagePipelinesCommand,
  ListWaitingWorkflowStepsCommand,
  ListWorkflowExecutionsCommand,
  ListWorkflowStepExecutionsCommand,
  RetryImageCommand,
  SendWorkflowStepActionCommand,
  StartImagePipelineExecutionCommand,
} from '@aws-sdk/client-imagebuilder';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNTS, ROLES } from '../../../sandbox/aws/default-world.ts';
import type { FakeAws } from '../../../sandbox/aws/start-fake-aws.ts';
import { allow, builderAs, ec2As, errorOf, policy, startQuick, until } from './support.ts';

const pipelineArn = (name: string) => `arn:aws:imagebuilder:eu-west-1:${ACCOUNTS.build}:image-pipeline/${name}`;

describe('EC2 Image Builder', () => {
  let fake: FakeAws;
  let builder: ReturnType<typeof builderAs>;
  beforeEach(async () => {
    fake = await startQuick({ paceMs: 60 });
    builder = builderAs(fake, fake.credentials(ROLES.build));
  });
  afterEach(async () => {
    builder.destroy();
    expect(fake.unknownCalls).toEqual([]);
    await fake.close();
  });
  const start = async (name: string, clientToken = 'run-1') => {
    const command = new StartImagePipelineExecutionCommand({ imagePipelineArn: pipelineArn(name), clientToken });
    return (await builder.send(command)).imageBuildVersionArn ?? '';
  };
  const look = async (imageBuildVersionArn: string) =>
    (await builder.send(new GetImageCommand({ imageBuildVersionArn }))).image;
  const ends = (arn: string) =>
    until(
      () => look(arn),
      (image) => /AVAIL|FAIL|CANC/.test(image?.state?.status ?? ''),
    );
  const waiting = async () => (await builder.send(new ListWaitingWorkflowStepsCommand({}))).steps ?? [];

  it('lists pipelines, a page at a time, and refuses what it cannot page or filter by', async () => {
    const first = await builder.send(new ListImagePipelinesCommand({ maxResults: 3 }));
    const second = await builder.send(new ListImagePipelinesCommand({ maxResults: 3, nextToken: first.nextToken }));
    expect([...(first.imagePipelineList ?? []), ...(second.imagePipelineList ?? [])].map(({ name }) => name)).toEqual([
      'golden-base',
      'web-tier',
      'payments',
      'edge',
    ]);
    expect(first.imagePipelineList?.[0]).toMatchObject({
      lastRunStatus: 'AVAILABLE',
      schedule: { scheduleExpression: 'cron(0 4 ? * MON *)', timezone: 'Europe/Berlin' },
    });
    const refused = async (input: object) => (await errorOf(builder.send(new ListImagePipelinesCommand(input)))).name;
    expect(await refused({ maxResults: 26 })).toBe('InvalidParameterValueException');
    expect(await refused({ nextToken: 'x' })).toBe('InvalidPaginationTokenException');
    expect(await refused({ filters: [{ name: 'colour', values: ['red'] }] })).toBe('InvalidParameterValueException');
    const missing = new GetImagePipelineCommand({ imagePipelineArn: pipelineArn('none') });
    expect(await errorOf(builder.send(missing))).toMatchObject({ name: 'ResourceNotFoundException', status: 404 });
  });

  it.each([
    ['eu-west-1', 'CreateOutputAMI'],
    ['us-east-1', 'DistributeOutputAMI'],
  ])('fails where somebody has an AMI of the name that it is to have: in %s at %s', async (region, step) => {
    const holder = fake.hands.registerImage(ACCOUNTS.build, region, 'golden-base-4');
    const image = await ends(await start('golden-base'));
    expect(image?.state?.status).toBe('FAILED');
    expect(image?.state?.reason).toContain(
      `failed at step '${step}': InvalidAMIName.Duplicate: AMI name golden-base-4 is already in use by AMI ${holder}`,
    );
  });

  it('builds, tests, distributes; its AMIs are in EC2 with the tags that lead back', async () => {
    const arn = await start('golden-base');
    expect(arn).toMatch(/:image\/golden-base\/2\.1\.0\/4$/);
    const seen = new Set<string>();
    const image = await until(
      () => look(arn),
      (found) => {
        seen.add(found?.state?.status ?? '');
        return found?.state?.status === 'AVAILABLE';
      },
    );
    expect([...seen].at(-1)).toBe('AVAILABLE');
    expect(image?.buildType).toBe('USER_INITIATED');
    const amis = image?.outputResources?.amis ?? [];
    expect(amis.map(({ region, accountId }) => `${accountId} ${region}`)).toEqual([
      `${ACCOUNTS.build} eu-west-1`,
      `${ACCOUNTS.build} us-east-1`,
      `${ACCOUNTS.prod} eu-west-1`,
    ]);
    const ec2 = ec2As(fake, fake.credentials(ROLES.prod));
    const { Images } = await ec2.send(new DescribeImagesCommand({ ImageIds: [amis[2]?.image ?? ''] }));
    expect(Images?.[0]).toMatchObject({ OwnerId: ACCOUNTS.prod, Name: 'golden-base-4', State: 'available' });
    expect(Images?.[0]?.Tags).toEqual([
      { Key: 'CreatedBy', Value: 'EC2 Image Builder' },
      { Key: 'Ec2ImageBuilderArn', Value: arn },
    ]);
    const flows = await builder.send(new ListWorkflowExecutionsCommand({ imageBuildVersionArn: arn }));
    expect(
      flows.workflowExecutions?.map(({ type, totalStepCount, totalStepsSucceeded }) => [
        type,
        totalStepCount,
        totalStepsSucceeded,
      ]),
    ).toEqual([
      ['BUILD', 4, 4],
      ['TEST', 3, 3],
      ['DISTRIBUTION', 1, 1],
    ]);
  });

  it('starts one build per token, and refuses the token for another pipeline', async () => {
    const arn = await start('edge', 'same');
    expect(await start('edge', 'same')).toBe(arn);
    expect((await errorOf(start('payments', 'same'))).name).toBe('IdempotentParameterMismatchException');
    expect((await errorOf(start('edge', 'x'.repeat(65)))).name).toBe('InvalidParameterValueException');
    const list = new ListImagePipelineImagesCommand({ imagePipelineArn: pipelineArn('edge') });
    expect((await builder.send(list)).imageSummaryList).toHaveLength(1);
  });

  it('fails in a test with a reason, the step that failed, and no AMI handed out', async () => {
    const arn = await start('web-tier');
    const image = await ends(arn);
    expect(image?.state).toMatchObject({ status: 'FAILED', reason: expect.stringContaining('check-http') });
    expect(image?.outputResources?.amis).toEqual([]);
    expect(image?.infrastructureConfiguration?.logging?.s3Logs?.s3BucketName).toBe('build-image-logs');
    const flows = await builder.send(new ListWorkflowExecutionsCommand({ imageBuildVersionArn: arn }));
    const failed = flows.workflowExecutions?.find(({ status }) => status === 'FAILED');
    const list = new ListWorkflowStepExecutionsCommand({ workflowExecutionId: failed?.workflowExecutionId ?? '' });
    const step = (await builder.send(list)).steps?.find(({ status }) => status === 'FAILED');
    expect([failed?.type, step?.name]).toEqual(['TEST', 'ApplyTestComponents']);
  });

  it('waits for an answer; RESUME goes on, and nobody answers twice', async () => {
    const arn = await start('payments');
    const [step] = await until(waiting, (steps) => steps.length > 0);
    expect(step).toMatchObject({ imageBuildVersionArn: arn, name: 'ApproveDistribution' });
    const stepExecutionId = step?.stepExecutionId ?? '';
    const details = await builder.send(new GetWorkflowStepExecutionCommand({ stepExecutionId }));
    expect(details).toMatchObject({ action: 'WaitForAction', status: 'RUNNING', timeoutSeconds: 259_200 });
    const answer = (clientToken: string, action: 'RESUME' | 'STOP') =>
      builder.send(
        new SendWorkflowStepActionCommand({ stepExecutionId, imageBuildVersionArn: arn, action, clientToken }),
      );
    await answer('one', 'RESUME');
    await answer('one', 'RESUME');
    expect((await errorOf(answer('two', 'STOP'))).name).toBe('InvalidRequestException');
    expect((await ends(arn))?.state?.status).toBe('AVAILABLE');
  });

  it('STOP fails the step and the build', async () => {
    const arn = await start('payments');
    const [step] = await until(waiting, (steps) => steps.length > 0);
    const stop = { stepExecutionId: step?.stepExecutionId, imageBuildVersionArn: arn, reason: 'not this one' };
    await builder.send(new SendWorkflowStepActionCommand({ ...stop, action: 'STOP', clientToken: 'stop' }));
    expect((await look(arn))?.state).toMatchObject({ status: 'FAILED', reason: expect.stringMatching('not this one') });
    expect(await waiting()).toEqual([]);
  });

  it('is cancelled while it works, not afterwards', async () => {
    const arn = await start('payments');
    const cancel = (clientToken: string) =>
      builder.send(new CancelImageCreationCommand({ imageBuildVersionArn: arn, clientToken }));
    await cancel('c1');
    expect((await look(arn))?.state?.status).toBe('CANCELLED');
    await cancel('c1');
    expect((await errorOf(cancel('c2'))).name).toBe('InvalidRequestException');
  });

  it('repeats a failed distribution without building again, but no failed build', async () => {
    const retry = (imageBuildVersionArn: string, clientToken: string) =>
      builder.send(new RetryImageCommand({ imageBuildVersionArn, clientToken }));
    const arn = await start('edge');
    expect((await errorOf(retry(arn, 'early'))).name).toBe('InvalidRequestException');
    expect((await ends(arn))?.state?.status).toBe('FAILED');
    await retry(arn, 'r1');
    expect((await ends(arn))?.state?.status).toBe('AVAILABLE');
    const flows = await builder.send(new ListWorkflowExecutionsCommand({ imageBuildVersionArn: arn }));
    expect(flows.workflowExecutions?.map(({ type, status, retried }) => [type, status, retried])).toEqual([
      ['BUILD', 'COMPLETED', false],
      ['DISTRIBUTION', 'FAILED', true],
      ['DISTRIBUTION', 'COMPLETED', false],
    ]);
  });

  it('counts failures of scheduled builds and switches the pipeline off as it was told', async () => {
    for (const expected of [3, 4, 5]) {
      const arn = fake.hands.startScheduledBuild('web-tier');
      expect((await ends(arn))?.buildType).toBe('SCHEDULED');
      const command = new GetImagePipelineCommand({ imagePipelineArn: pipelineArn('web-tier') });
      const { imagePipeline } = await builder.send(command);
      expect(imagePipeline?.consecutiveFailures).toBe(expected);
      expect(imagePipeline?.status).toBe(expected < 5 ? 'ENABLED' : 'DISABLED');
    }
  });

  it('asks IAM for each resource, also for the pipeline to be looked at', async () => {
    const on = (statements: readonly object[]) =>
      fake.setPolicies({ roles: [{ arn: ROLES.build, policies: [policy(...statements)] }] });
    on([allow('imagebuilder:StartImagePipelineExecution', pipelineArn('edge'))]);
    expect(await errorOf(start('edge'))).toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('imagebuilder:GetImagePipeline'),
      status: 403,
    });
    on([allow(['imagebuilder:StartImagePipelineExecution', 'imagebuilder:GetImagePipeline'], pipelineArn('edge'))]);
    expect(await start('edge')).toMatch(/edge/);
    expect((await errorOf(start('payments'))).name).toBe('AccessDeniedException');
    expect((await errorOf(waiting())).name).toBe('AccessDeniedException');
  });
});
