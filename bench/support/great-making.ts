import { snapshotIdOf } from './great-world.ts';
import { created } from './great-xml.ts';

/** AMIs that are being made, in whatever account and Region they are asked for. */
export interface Making {
  /** How many; their numbers begin at `makingFrom`. */
  readonly count: number;
  /** How long a snapshot takes for one per cent. */
  readonly percentEveryMs: number;
}

/** Whether they are ready yet, all together. */
export interface MakingState {
  readonly since: number;
  isReady: boolean;
}

/** Above the numbers of all AMIs that are there already. */
export const makingFrom = 0x10_0000;

const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

/** The run that makes the AMI of this number; its id looks like any other. */
export function runIdOf(index: number): string {
  let id = '';
  for (let rest = index; id.length < 10; rest = Math.floor(rest / letters.length)) id += letters[rest % letters.length];
  return `r-${id}`;
}

const tagsOf = (index: number): string =>
  `<tagSet><item><key>assay:run</key><value>${runIdOf(index)}</value></item></tagSet>`;

/** One item of DescribeImages. */
export const makingItem = (index: number, imageId: string, account: string, { isReady }: MakingState): string =>
  `<item><imageId>${imageId}</imageId><name>made-${index}</name><imageOwnerId>${account}</imageOwnerId><imageState>${isReady ? 'available' : 'pending'}</imageState><creationDate>${created}</creationDate><isPublic>false</isPublic><architecture>arm64</architecture><imageType>machine</imageType><platformDetails>Linux/UNIX</platformDetails><rootDeviceType>ebs</rootDeviceType><rootDeviceName>/dev/xvda</rootDeviceName><blockDeviceMapping><item><deviceName>/dev/xvda</deviceName><ebs><snapshotId>${snapshotIdOf(index)}</snapshotId><volumeSize>8</volumeSize><volumeType>gp3</volumeType><encrypted>false</encrypted><deleteOnTermination>true</deleteOnTermination></ebs></item></blockDeviceMapping>${tagsOf(index)}</item>`;

/** One item of DescribeSnapshots: its per cent moves until the AMI is ready. */
export function makingSnapshot(index: number, account: string, making: Making, state: MakingState): string {
  const percent = state.isReady ? 100 : Math.min(99, Math.floor((Date.now() - state.since) / making.percentEveryMs));
  return `<item><snapshotId>${snapshotIdOf(index)}</snapshotId><volumeId>vol-ffffffff</volumeId><status>${state.isReady ? 'completed' : 'pending'}</status><startTime>${created}</startTime><progress>${percent}%</progress><ownerId>${account}</ownerId><volumeSize>8</volumeSize><description/><encrypted>false</encrypted>${tagsOf(index)}</item>`;
}

/** One reservation of DescribeInstances. */
export const sourceItem = (instanceId: string, account: string, region: string): string =>
  `<item><reservationId>r-0great</reservationId><ownerId>${account}</ownerId><groupSet/><instancesSet><item><instanceId>${instanceId}</instanceId><imageId>ami-00000000000000001</imageId><instanceState><code>16</code><name>running</name></instanceState><instanceType>m7g.large</instanceType><launchTime>${created}</launchTime><placement><availabilityZone>${region}a</availabilityZone></placement><architecture>arm64</architecture><rootDeviceType>ebs</rootDeviceType><rootDeviceName>/dev/xvda</rootDeviceName><blockDeviceMapping><item><deviceName>/dev/xvda</deviceName><ebs><volumeId>vol-0000000000000web1</volumeId><status>attached</status><deleteOnTermination>true</deleteOnTermination></ebs></item></blockDeviceMapping><tagSet/></item></instancesSet></item>`;

/** One item of DescribeVolumes. */
export const volumeItem = (volumeId: string): string =>
  `<item><volumeId>${volumeId}</volumeId><size>8</size><volumeType>gp3</volumeType><status>in-use</status><encrypted>false</encrypted></item>`;
