import type { PipelineSeed } from '../world/builder.ts';

/** What Image Builder has in build, eu-west-1: one that works, one that fails in its test, one that waits, one switched off. */

const BASE = 'ami-0aaaaaaaaaaaaa001';

/** The workflows Amazon gives a pipeline when nobody names others. */
const BUILD = {
  type: 'BUILD',
  steps: [
    { name: 'LaunchBuildInstance', action: 'LaunchInstance' },
    { name: 'ApplyBuildComponents', action: 'ExecuteComponents' },
    { name: 'InventoryCollection', action: 'CollectImageMetadata' },
    { name: 'CreateOutputAMI', action: 'CreateImage' },
  ],
} as const;
const TEST = {
  type: 'TEST',
  steps: [
    { name: 'LaunchTestInstance', action: 'LaunchInstance' },
    { name: 'ApplyTestComponents', action: 'ExecuteComponents' },
    { name: 'TerminateTestInstance', action: 'TerminateInstance' },
  ],
} as const;
const DISTRIBUTE = {
  type: 'DISTRIBUTION',
  steps: [{ name: 'DistributeOutputAMI', action: 'DistributeImage' }],
} as const;
const LOGS = { bucket: 'build-image-logs', prefix: 'image-builder' };

export const BUILD_PIPELINES: readonly PipelineSeed[] = [
  {
    name: 'golden-base',
    description: 'Hardened base, monthly and whenever the parent image changes',
    version: '2.1.0',
    schedule: {
      expression: 'cron(0 4 ? * MON *)',
      timezone: 'Europe/Berlin',
      onlyWithUpdates: true,
      failureCount: 3,
      nextInHours: 40,
    },
    parentImageId: BASE,
    sizeGiB: 8,
    workflows: [BUILD, TEST, DISTRIBUTE],
    distributions: [
      { region: 'eu-west-1', name: 'golden-base-{{ build }}' },
      { region: 'us-east-1', name: 'golden-base-{{ build }}' },
      { region: 'eu-west-1', accountId: '444455556666', name: 'golden-base-{{ build }}' },
    ],
    past: [
      { ageDays: 15, status: 'AVAILABLE', buildType: 'SCHEDULED' },
      { ageDays: 8, status: 'CANCELLED', buildType: 'USER_INITIATED' },
      { ageDays: 1, status: 'AVAILABLE', buildType: 'SCHEDULED' },
    ],
  },
  {
    name: 'web-tier',
    description: 'Web server on the hardened base; its test of the load balancer fails',
    version: '1.4.2',
    schedule: { expression: 'rate(1 day)', timezone: 'UTC', failureCount: 5, nextInHours: 9 },
    parentImageId: BASE,
    sizeGiB: 20,
    workflows: [BUILD, TEST, DISTRIBUTE],
    distributions: [{ region: 'eu-west-1', name: 'web-tier-{{ build }}' }],
    fails: {
      step: 'ApplyTestComponents',
      message: 'Document arn:aws:imagebuilder:eu-west-1:111122223333:component/check-http/1.0.0/1 failed!',
    },
    logs: LOGS,
    consecutiveFailures: 2,
    past: [
      { ageDays: 2, status: 'FAILED', reason: 'Document check-http failed!', buildType: 'SCHEDULED' },
      { ageDays: 1, status: 'FAILED', reason: 'Document check-http failed!', buildType: 'SCHEDULED' },
    ],
  },
  {
    name: 'payments',
    description: 'Waits for people before it is distributed',
    version: '3.0.0',
    parentImageId: BASE,
    sizeGiB: 12,
    workflows: [
      BUILD,
      { type: 'TEST', steps: [...TEST.steps, { name: 'ApproveDistribution', action: 'WaitForAction' }] },
      DISTRIBUTE,
    ],
    distributions: [{ region: 'eu-west-1', name: 'payments-{{ build }}', launchPermissions: ['444455556666'] }],
  },
  {
    name: 'edge',
    description: 'The copy into us-east-1 fails once, for want of a role there',
    version: '0.9.1',
    schedule: { expression: 'cron(30 2 1 * ? *)', timezone: 'UTC', nextInHours: 300 },
    status: 'DISABLED',
    parentImageId: BASE,
    sizeGiB: 8,
    workflows: [BUILD, DISTRIBUTE],
    distributions: [
      { region: 'eu-west-1', name: 'edge-{{ build }}' },
      { region: 'us-east-1', name: 'edge-{{ build }}' },
    ],
    fails: {
      step: 'DistributeOutputAMI',
      message: 'Distribution failed: the role EC2ImageBuilderDistributionCrossAccountRole cannot be assumed.',
      times: 1,
    },
    logs: LOGS,
  },
];
