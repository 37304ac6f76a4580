import { firstRecord } from '../../src/approvals/first-record.ts';
import { plannedFor } from '../../src/approvals/plan-request.ts';
import type { Place } from '../../src/core/aws.ts';
import type { Settings } from '../../src/core/settings.ts';
import type { Change } from '../../src/core/store.ts';
import { createJob } from '../../src/jobs/create/index.ts';
import { makingFrom, runIdOf } from './great-making.ts';
import { imageIdOf } from './great-world.ts';

const hex = (number: number): string => number.toString(16).padStart(16, '0');
/** Posts into one channel are one a second; as many people as that ask in channels of their own. */
const channels = 40;

export const channelOf = (number: number): string => `C0BENCH${String(number % channels).padStart(2, '0')}`;

/** The run that makes the AMI of this number, as a worker left it that died right after AWS had accepted CreateImage. */
export function parkedRun(number: number, place: Place, settings: Settings, now: number): Change {
  const index = makingFrom + number;
  const instanceId = `i-1${hex(index)}`;
  const planned = plannedFor(createJob, {
    place,
    instanceId,
    instanceName: `web-${number}`,
    sourceImageId: imageIdOf(1),
    platform: 'Linux/UNIX',
    name: `made-${index}`,
    description: `From web-${number}, by Assay`,
    consistency: 'no-reboot',
    tags: {},
    volumes: [{ device: '/dev/xvda', volumeId: `vol-1${hex(index)}`, sizeGiB: 8, encrypted: false }],
  });
  const { run, ...rest } = firstRecord(
    {
      id: runIdOf(index),
      requester: { userId: 'U0ROSA0001', teamId: 'T0BENCH001' },
      channel: channelOf(number),
      command: { name: 'create', input: { instance: instanceId, name: `made-${index}`, 'no-reboot': true } },
      job: createJob,
      planned,
      rule: undefined,
      reason: undefined,
      requestedAt: now,
      settings,
    },
    now,
  );
  const step = { state: 'done' as const, at: now, result: { imageId: imageIdOf(index) } };
  return { ...rest, run: { ...run, steps: { 'create-image': step } } };
}
