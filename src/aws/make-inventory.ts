import { DescribeInstanceImageMetadataCommand } from '@aws-sdk/client-ec2';
import type { InventoryReader, RunningInstance } from '../core/aws-inventory.ts';
import { findLaunchers, type RunScaling } from './find-launchers.ts';
import type { RunEc2 } from './make-ec2-reader.ts';
import { eachPage, portions } from './pages.ts';
import { toRunningInstance } from './to-running-instance.ts';

const living = { name: 'instance-state-name', values: ['pending', 'running', 'stopping', 'stopped'] };

/** Page by page: a place may hold more instances than fit into memory. Each page has the deadline of one method. */
async function* findInstances(
  run: RunEc2,
  ids: readonly string[] | undefined,
): AsyncGenerator<readonly RunningInstance[]> {
  for (const Filters of portions('instance-id', ids, [living])) {
    yield* eachPage((page) =>
      run(async (call) => {
        const answer = await call({
          action: 'DescribeInstanceImageMetadata',
          bucket: 'read',
          send: (client, options) =>
            client.send(new DescribeInstanceImageMetadataCommand({ ...page, Filters }), options),
        });
        return { items: (answer.InstanceImageMetadata ?? []).map(toRunningInstance), next: answer.NextToken };
      }),
    );
  }
}

/** Reads what runs in one account and Region and what would start next. A page that fails ends the iteration with it. */
export const makeInventoryReader = (runEc2: RunEc2, runScaling: RunScaling): InventoryReader => ({
  instances: (ids) => findInstances(runEc2, ids),
  launchers: () => findLaunchers(runEc2, runScaling),
});
