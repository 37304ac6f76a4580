import {
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  type EC2Client,
  GetImageAncestryCommand,
} from '@aws-sdk/client-ec2';
import type { Ec2Reader, Place } from '../core/aws.ts';
import { describeInstances, describeVolumes } from './describe.ts';
import type { Call } from './make-caller.ts';
import { allPages, collect, portions } from './pages.ts';
import { toAncestor, toImage, toLaunchPermission } from './to-image.ts';
import { toInstance, toSnapshot, toVolume } from './to-instance.ts';

/** Runs one method; all its calls share one deadline. */
export type RunEc2 = <R>(work: (call: Call<EC2Client>) => Promise<R>) => Promise<R>;

/** Reads one account and Region. Ids go into filters: what AWS does not know is left out instead of failing the call. */
export function makeEc2Reader(run: RunEc2, place: Place): Ec2Reader {
  return {
    async images({ ids, owners, sharedWithUs, filters, deprecatedToo, limit }) {
      if (!ids && !owners && !sharedWithUs && !filters?.length)
        throw new TypeError('images without ids, owners or filters would list every public AMI');
      return run((call) =>
        collect(portions('image-id', ids, filters), limit, (Filters, left) =>
          allPages(async (page) => {
            const answer = await call({
              action: 'DescribeImages',
              bucket: 'read',
              send: (client, options) =>
                client.send(
                  new DescribeImagesCommand({
                    ...page,
                    ...(Filters.length > 0 ? { Filters } : {}),
                    ...(owners ? { Owners: [...owners] } : {}),
                    ...(sharedWithUs ? { ExecutableUsers: ['self'] } : {}),
                    // Asked for by id it must be seen whatever its state; an own disabled AMI still holds its name.
                    ...(ids || deprecatedToo ? { IncludeDeprecated: true } : {}),
                    ...(ids || owners?.includes('self') ? { IncludeDisabled: true } : {}),
                  }),
                  options,
                ),
            });
            const items = (answer.Images ?? []).map((image) => toImage(image, place));
            return {
              // "self" as executable user also shows what the account itself owns.
              items: sharedWithUs ? items.filter((image) => image.ownerId !== place.account) : items,
              next: answer.NextToken,
            };
          }, left),
        ),
      );
    },
    instances: (query) => run((call) => describeInstances(call, query, (instance) => toInstance(instance, place))),
    volumes: (ids) => run((call) => describeVolumes(call, ids, toVolume)),
    async snapshots({ ids, filters }) {
      if (!ids && !filters?.length)
        throw new TypeError('snapshots without ids or filters would list every public snapshot');
      return run((call) =>
        collect(portions('snapshot-id', ids, filters), undefined, (Filters) =>
          allPages(async (page) => {
            const answer = await call({
              action: 'DescribeSnapshots',
              bucket: 'read',
              send: (client, options) => client.send(new DescribeSnapshotsCommand({ ...page, Filters }), options),
            });
            return { items: (answer.Snapshots ?? []).map(toSnapshot), next: answer.NextToken };
          }),
        ),
      );
    },
    async launchPermissions(imageId) {
      return run(async (call) => {
        const answer = await call({
          action: 'DescribeImageAttribute',
          bucket: 'read',
          send: (client, options) =>
            client.send(
              new DescribeImageAttributeCommand({ ImageId: imageId, Attribute: 'launchPermission' }),
              options,
            ),
        });
        return (answer.LaunchPermissions ?? []).map(toLaunchPermission);
      });
    },
    async ancestry(imageId) {
      return run(async (call) => {
        const answer = await call({
          action: 'GetImageAncestry',
          bucket: 'read',
          send: (client, options) => client.send(new GetImageAncestryCommand({ ImageId: imageId }), options),
        });
        return (answer.ImageAncestryEntries ?? []).map(toAncestor);
      });
    },
  };
}
