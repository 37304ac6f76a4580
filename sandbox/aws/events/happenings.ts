import { randomUUID } from 'node:crypto';
import type { BuildRecord, StepRecord, WorkflowRecord } from '../world/builder.ts';
import type { EvaluationRecord, RuleRecord } from '../world/config-service.ts';
import type { ImageRecord, InstanceRecord } from '../world/world.ts';
import { type Happening, second } from './put-event.ts';

/** Events in the exact shapes of AWS. "Amazon EventBridge events" in the guides of EC2, Image Builder and Config. */

export const instanceEvent = ({ id, region, accountId, state }: InstanceRecord): Happening => ({
  detailType: 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  resources: [`arn:aws:ec2:${region}:${accountId}:instance/${id}`],
  detail: { 'instance-id': id, state },
});

/** There is none for `pending`. */
export function imageEvent({ id, region, state, stateReason }: ImageRecord): Happening | undefined {
  return ['available', 'failed', 'deregistered', 'disabled'].includes(state)
    ? {
        detailType: 'EC2 AMI State Change',
        source: 'aws.ec2',
        resources: [`arn:aws:ec2:${region}::image/${id}`],
        detail: { RequestId: randomUUID(), ImageId: id, State: state, ErrorMessage: stateReason?.Message ?? '' },
      }
    : undefined;
}

export const buildEvent = ({ arn, status }: BuildRecord, before: string): Happening => ({
  detailType: 'EC2 Image Builder Image State Change',
  source: 'aws.imagebuilder',
  resources: [arn],
  detail: { 'previous-state': { status: before }, state: { status } },
});

/** A build stands at a step that waits for somebody. */
export const waitingEvent = (build: BuildRecord, workflow: WorkflowRecord, step: StepRecord): Happening => ({
  detailType: 'EC2 Image Builder Workflow Step Waiting',
  source: 'aws.imagebuilder',
  resources: [
    build.arn,
    `${build.arn.split(':').slice(0, 5).join(':')}:workflow/${workflow.type.toLowerCase()}/${build.name}/1.0.0/1`,
  ],
  detail: {
    'workflow-execution-id': workflow.id,
    'workflow-step-execution-id': step.id,
    'workflow-step-name': step.name,
  },
});

/** A rule found otherwise than before, or for the first time. */
export function complianceEvent(
  rule: RuleRecord,
  instanceId: string,
  result: EvaluationRecord,
  before: string | undefined,
  now: number,
): Happening {
  const [, , , awsRegion = '', awsAccountId = ''] = rule.arn.split(':');
  return {
    detailType: 'Config Rules Compliance Change',
    source: 'aws.config',
    resources: [],
    detail: {
      resourceId: instanceId,
      resourceType: 'AWS::EC2::Instance',
      awsRegion,
      awsAccountId,
      configRuleName: rule.name,
      configRuleARN: rule.arn,
      recordVersion: '1.0',
      messageType: 'ComplianceChangeNotification',
      newEvaluationResult: {
        evaluationResultIdentifier: {
          evaluationResultQualifier: {
            configRuleName: rule.name,
            resourceType: 'AWS::EC2::Instance',
            resourceId: instanceId,
          },
          orderingTimestamp: result.orderedAt.toISOString(),
        },
        complianceType: result.compliance,
        resultRecordedTime: result.recordedAt.toISOString(),
        configRuleInvokedTime: result.recordedAt.toISOString(),
      },
      ...(before === undefined ? {} : { oldEvaluationResult: { complianceType: before } }),
      notificationCreationTime: second(now),
    },
  };
}
