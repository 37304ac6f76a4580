import { EC2Client, waitUntilImageAvailable } from '@aws-sdk/client-ec2';
import { makeHandler } from '../src/aws/make-agents.ts';
import { patience } from '../src/aws/patience.ts';

/** What watching is measured against: one waiter of the SDK for each AMI, as one would write it, with the SDK's own pauses. */
interface Task {
  readonly images: readonly { readonly id: string; readonly account: string; readonly region: string }[];
}

const requestHandler = makeHandler(patience.job, { debug() {}, warn() {} });
const clients = new Map<string, EC2Client>();

function clientFor(account: string, region: string): EC2Client {
  const key = `${account} ${region}`;
  const credentials = { accessKeyId: `ASIA${account}GRET`, secretAccessKey: 'great', sessionToken: 'great' };
  const client = clients.get(key) ?? new EC2Client({ region, credentials, requestHandler });
  clients.set(key, client);
  return client;
}

process.on('disconnect', () => process.exit(0));
process.once('message', ({ images }: Task) => {
  for (const { id, account, region } of images)
    waitUntilImageAvailable({ client: clientFor(account, region), maxWaitTime: 3600 }, { ImageIds: [id] }).catch(
      (error: unknown) => console.error(error),
    );
  process.send?.('waiting');
});
