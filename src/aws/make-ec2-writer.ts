import { CreateImageCommand, CreateTagsCommand, DeleteTagsCommand } from '@aws-sdk/client-ec2';
import type { Ec2Writer, Place, Tags } from '../core/aws.ts';
import { makeEc2Reader, type RunEc2 } from './make-ec2-reader.ts';
import { required, tagList } from './shapes.ts';

/** Two writers met, or the id is so new that not all of EC2 knows it: neither does the SDK send again by itself. */
const tagsAgainOn = ['ConcurrentTagAccess', 'InvalidAMIID.NotFound', 'InvalidSnapshot.NotFound'];

const isKeys = (tags: readonly string[] | Tags): tags is readonly string[] => Array.isArray(tags);

/** Writes to one account and Region. */
export function makeEc2Writer(run: RunEc2, place: Place): Ec2Writer {
  return {
    ...makeEc2Reader(run, place),
    async createImage({ instanceId, name, description, noReboot, tags }) {
      const Tags = tagList(tags);
      const isTagged = Tags.length > 0;
      return run(async (call) => {
        const answer = await call({
          action: 'CreateImage',
          bucket: 'write',
          // A second try unseen by the caller could reboot the instance twice.
          once: true,
          ...(isTagged ? { alsoNeeds: ['ec2:CreateTags'] } : {}),
          send: (client, options) =>
            client.send(
              new CreateImageCommand({
                InstanceId: instanceId,
                Name: name,
                Description: description,
                NoReboot: noReboot,
                ...(isTagged
                  ? {
                      TagSpecifications: [
                        { ResourceType: 'image', Tags },
                        { ResourceType: 'snapshot', Tags },
                      ],
                    }
                  : {}),
              }),
              options,
            ),
        });
        return { imageId: required(answer.ImageId, 'CreateImage.ImageId') };
      });
    },
    async createTags(resourceIds, tags) {
      const Tags = tagList(tags);
      if (resourceIds.length === 0 || Tags.length === 0) throw new TypeError('createTags without resources or tags');
      return run(async (call) => {
        await call({
          action: 'CreateTags',
          bucket: 'tags',
          againOn: tagsAgainOn,
          send: (client, options) => client.send(new CreateTagsCommand({ Resources: [...resourceIds], Tags }), options),
        });
      });
    },
    async deleteTags(resourceIds, tags) {
      const Tags = isKeys(tags)
        ? tags.map((Key) => ({ Key }))
        : Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      // Without keys DeleteTags removes every tag of the resource.
      if (resourceIds.length === 0 || Tags.length === 0) throw new TypeError('deleteTags without resources or keys');
      return run(async (call) => {
        await call({
          action: 'DeleteTags',
          bucket: 'tags',
          againOn: tagsAgainOn,
          send: (client, options) => client.send(new DeleteTagsCommand({ Resources: [...resourceIds], Tags }), options),
        });
      });
    },
  };
}
