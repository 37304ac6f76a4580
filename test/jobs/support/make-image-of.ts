import { vi } from 'vitest';
import type { Place } from '../../../src/core/aws.ts';
import { type AwsWorld, anna } from '../../support/aws-world.ts';

/** An AMI somebody made of an instance, without a reboot. @returns its id, once it is available */
export async function makeImageOf(world: AwsWorld, place: Place, instanceId: string, name: string): Promise<string> {
  const ec2 = world.aws.writer({ reference: 'somebody', userId: anna.userId }).ec2(place);
  const { imageId } = await ec2.createImage({ instanceId, name, description: '', noReboot: true, tags: {} });
  await vi.waitUntil(async () => (await ec2.images({ ids: [imageId] }))[0]?.state === 'available', { timeout: 5000 });
  return imageId;
}
