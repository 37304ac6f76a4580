import {
  DescribeInstancesCommand,
  DescribeVolumesCommand,
  type EC2Client,
  type Instance,
  type Volume,
} from '@aws-sdk/client-ec2';
import type { InstanceQuery } from '../core/aws.ts';
import type { Call } from './make-caller.ts';
import { allPages, collect, portions } from './pages.ts';

/** Instances as AWS tells them, page after page; `read` keeps what its caller wants of each. */
export const describeInstances = <T>(
  call: Call<EC2Client>,
  { ids, filters, limit }: InstanceQuery,
  read: (instance: Instance) => T,
): Promise<readonly T[]> =>
  collect(portions('instance-id', ids, filters), limit, (Filters, left) =>
    allPages(async (page) => {
      const answer = await call({
        action: 'DescribeInstances',
        bucket: 'read',
        send: (client, options) =>
          client.send(new DescribeInstancesCommand({ ...page, ...(Filters.length > 0 ? { Filters } : {}) }), options),
      });
      const items = (answer.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? []);
      return { items: items.map(read), next: answer.NextToken };
    }, left),
  );

/** Volumes by id; unknown ones are left out. */
export const describeVolumes = <T>(
  call: Call<EC2Client>,
  ids: readonly string[],
  read: (volume: Volume) => T,
): Promise<readonly T[]> =>
  collect(portions('volume-id', ids), undefined, (Filters) =>
    allPages(async (page) => {
      const answer = await call({
        action: 'DescribeVolumes',
        bucket: 'read',
        send: (client, options) => client.send(new DescribeVolumesCommand({ ...page, Filters }), options),
      });
      return { items: (answer.Volumes ?? []).map(read), next: answer.NextToken };
    }),
  );
