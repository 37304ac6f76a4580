import { DescribeInstanceImageMetadataCommand, EC2Client } from '@aws-sdk/client-ec2';
import { makeHandler } from '../src/aws/make-agents.ts';
import { patience } from '../src/aws/patience.ts';

/**
 * What a sweep is measured against: the SDK alone pages through every place, as many at once and with the same
 * connections, and keeps nothing. The first message is what to page through; every one after it asks for a round.
 */
interface Task {
  readonly places: readonly { readonly account: string; readonly region: string }[];
  readonly atOnce: number;
}

const requestHandler = makeHandler(patience.job, { debug() {}, warn() {} });
const Filters = [{ Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] }];

async function page(client: EC2Client): Promise<number> {
  let count = 0;
  let NextToken: string | undefined;
  do {
    const answer = await client.send(
      new DescribeInstanceImageMetadataCommand({ MaxResults: 1000, Filters, ...(NextToken ? { NextToken } : {}) }),
    );
    count += answer.InstanceImageMetadata?.length ?? 0;
    NextToken = answer.NextToken;
  } while (NextToken);
  return count;
}

async function round({ places, atOnce }: Task): Promise<{ readonly ms: number; readonly instances: number }> {
  const began = performance.now();
  const left = [...places];
  let instances = 0;
  const work = async (): Promise<void> => {
    for (let place = left.shift(); place; place = left.shift()) {
      const credentials = { accessKeyId: `ASIA${place.account}GRET`, secretAccessKey: 'great', sessionToken: 'great' };
      const count = await page(new EC2Client({ region: place.region, credentials, requestHandler }));
      instances += count;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { ms: performance.now() - began, instances };
}

process.on('disconnect', () => process.exit(0));
process.once('message', (task: Task) => {
  process.on('message', () => void round(task).then((result) => process.send?.(result)));
  process.send?.('ready');
});
