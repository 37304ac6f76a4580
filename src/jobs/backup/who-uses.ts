import type { Image } from '../../core/aws.ts';
import type { JobContext } from '../../core/job.ts';
import { UserError } from '../../core/outcome.ts';
import { everywhere, unlessBusy } from '../../lookup/everywhere.ts';
import { placeName, placesOf } from '../../lookup/places.ts';

const words = {
  instance: 'an instance',
  'launch-template': 'a launch template',
  parameter: 'an SSM parameter',
  'image-recipe': 'an image recipe',
  'container-recipe': 'a container recipe',
} as const;

/**
 * Why an AMI is still needed: whom it is shared with, instances of every account and Region, and what AWS says names it
 * in its own account. What cannot be seen counts as a use: nothing is removed on a guess.
 * @throws BusyError when AWS cannot say now
 */
export async function whyNeeded(image: Image, context: JobContext): Promise<string | undefined> {
  const { settings, aws } = context;
  const permissions = await aws.ec2(image.place).launchPermissions(image.id);
  if (permissions.length > 0) return 'is shared with others';
  const { found, unseen } = await everywhere(placesOf(settings), aws, (ec2) =>
    ec2.instances({ filters: [{ name: 'image-id', values: [image.id] }], limit: 5 }),
  );
  const running = found.find(({ state }) => state !== 'terminated');
  if (running) return `is used by instance ${running.id}`;
  unlessBusy(unseen);
  if (unseen.length > 0)
    return `may be used in ${unseen.map(({ place }) => placeName(place, settings)).join('; ')}, which cannot be seen`;
  try {
    const [reference] = await aws.lifecycle(image.place).references([image.id]);
    return reference && `is named by ${words[reference.kind]}, ${reference.arn}`;
  } catch (error) {
    if (!(error instanceof UserError) || error.code === 'aws_busy') throw error;
    return `may be in use: ${error.message}`;
  }
}
