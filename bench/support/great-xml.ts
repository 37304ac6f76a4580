import { escapeXml } from '../../sandbox/aws/wire/encode-xml.ts';
import { accountOf, type GreatInstance, type GreatWorld, imageIdOf, snapshotIdOf, tagsOfImage } from './great-world.ts';

/** Written by hand and not by the schemas as the sandbox does: this server must never be what is being measured. */

export const created = '2026-10-01T00:00:00.000Z';
const launched = '2026-11-01T00:00:00.000Z';
export const imageName = (index: number): string => `golden-${index}`;

/** One item of DescribeInstanceImageMetadata. */
export const instanceItem = ({ id, image, name }: GreatInstance, account: string, region: string): string =>
  `<item><instanceId>${id}</instanceId><instanceType>m7g.large</instanceType><launchTime>${launched}</launchTime><availabilityZone>${region}a</availabilityZone><zoneId>az1</zoneId><instanceState><code>16</code><name>running</name></instanceState><instanceOwnerId>${account}</instanceOwnerId><tagSet><item><key>Name</key><value>${name}</value></item><item><key>owner</key><value>team-${image % 7}</value></item></tagSet><imageMetadata><imageId>${imageIdOf(image)}</imageId><name>${imageName(image)}</name><imageOwnerId>${accountOf(0)}</imageOwnerId><imageState>available</imageState><creationDate>${created}</creationDate><imageAllowed>true</imageAllowed><isPublic>false</isPublic></imageMetadata><operator><managed>false</managed></operator></item>`;

/** One item of DescribeImages. */
export function imageItem(world: GreatWorld, index: number, region: string): string {
  const tags = Object.entries(tagsOfImage(world, index, region))
    .map(([key, value]) => `<item><key>${escapeXml(key)}</key><value>${escapeXml(value)}</value></item>`)
    .join('');
  return `<item><imageId>${imageIdOf(index)}</imageId><name>${imageName(index)}</name><imageOwnerId>${accountOf(0)}</imageOwnerId><imageState>available</imageState><creationDate>${created}</creationDate><isPublic>false</isPublic><architecture>arm64</architecture><imageType>machine</imageType><platformDetails>Linux/UNIX</platformDetails><rootDeviceType>ebs</rootDeviceType><rootDeviceName>/dev/xvda</rootDeviceName><blockDeviceMapping><item><deviceName>/dev/xvda</deviceName><ebs><snapshotId>${snapshotIdOf(index)}</snapshotId><volumeSize>8</volumeSize><volumeType>gp3</volumeType><encrypted>false</encrypted><deleteOnTermination>true</deleteOnTermination></ebs></item></blockDeviceMapping><tagSet>${tags}</tagSet></item>`;
}

/** One item of DescribeSnapshots. */
export const snapshotItem = (index: number): string =>
  `<item><snapshotId>${snapshotIdOf(index)}</snapshotId><volumeId>vol-ffffffff</volumeId><status>completed</status><startTime>${created}</startTime><progress>100%</progress><ownerId>${accountOf(0)}</ownerId><volumeSize>8</volumeSize><description/><encrypted>false</encrypted></item>`;

/** A whole answer of EC2. */
export const ec2Answer = (action: string, inside: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>great</requestId>${inside}</${action}Response>`;

/** A refusal of EC2. */
export const ec2Error = (code: string, message: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>great</RequestID></Response>`;

/** A whole answer of a service that speaks the query protocol. */
export const queryAnswer = (action: string, namespace: string, inside: string): string =>
  `<${action}Response xmlns="${namespace}"><${action}Result>${inside}</${action}Result><ResponseMetadata><RequestId>great</RequestId></ResponseMetadata></${action}Response>`;
