import { DescribeImagesCommand, DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { App, LogLevel } from '@slack/bolt';
import { Queue } from 'bullmq';

/**
 * The least a bot can do: Bolt in Socket Mode, one BullMQ job, an ack. With `BENCH_READS=1` it first asks AWS the two
 * questions no plan of `create` can do without. A process of its own, told everything by its environment.
 */
const { env } = process;
const redis = new URL(env['REDIS_URL'] ?? '');
const queue = new Queue('bare', { connection: { host: redis.hostname, port: Number(redis.port) }, prefix: '{bare}' });
const ec2 = env['BENCH_READS'] === '1' ? new EC2Client({}) : undefined;

async function read(text: string): Promise<void> {
  const [, instance = '', , name = ''] = text.split(' ');
  await ec2?.send(new DescribeInstancesCommand({ Filters: [{ Name: 'tag:Name', Values: [instance] }] }));
  await ec2?.send(new DescribeImagesCommand({ Owners: ['self'], Filters: [{ Name: 'name', Values: [name] }] }));
}

const app = new App({
  token: env['SLACK_BOT_TOKEN'] ?? '',
  appToken: env['SLACK_APP_TOKEN'] ?? '',
  socketMode: true,
  logLevel: LogLevel.ERROR,
  clientOptions: { slackApiUrl: env['SLACK_API_URL'] ?? '' },
});
app.command('/ami', async ({ command, ack }) => {
  if (ec2) await read(command.text);
  await queue.add('command', { text: command.text, userId: command.user_id, channel: command.channel_id });
  await ack('Accepted.');
});
// The bench holds the other end: when it is gone, so is this.
process.on('disconnect', () => process.exit(0));
await app.start();
