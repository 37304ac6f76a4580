import { EC2Client, type EC2ClientConfig } from '@aws-sdk/client-ec2';
import { ImagebuilderClient } from '@aws-sdk/client-imagebuilder';
import { KMSClient } from '@aws-sdk/client-kms';
import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import { defaultWorld, ROLES } from '../../../sandbox/aws/default-world.ts';
import { type FakeAws, type FakeAwsOptions, startFakeAws } from '../../../sandbox/aws/start-fake-aws.ts';
import type { PolicyDocument } from '../../../sandbox/aws/world/world.ts';

export const REGION = 'eu-west-1';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A fake with the default world, quick. */
export async function startQuick(options: Partial<FakeAwsOptions> = {}): Promise<FakeAws> {
  return await startFakeAws({ world: defaultWorld, paceMs: 300, ...options });
}

export function ec2As(fake: FakeAws, credentials: Keys, extra: Partial<EC2ClientConfig> = {}): EC2Client {
  return new EC2Client({ endpoint: fake.url, region: REGION, credentials, maxAttempts: 1, ...extra });
}

export function kmsAs(fake: FakeAws, credentials: Keys): KMSClient {
  return new KMSClient({ endpoint: fake.url, region: REGION, credentials, maxAttempts: 1 });
}

export function builderAs(fake: FakeAws, credentials: Keys): ImagebuilderClient {
  return new ImagebuilderClient({ endpoint: fake.url, region: REGION, credentials, maxAttempts: 1 });
}

export function stsAs(fake: FakeAws, credentials: Keys): STSClient {
  return new STSClient({ endpoint: fake.url, region: REGION, credentials, maxAttempts: 1 });
}

/** Session keys of a role, assumed by the hub. */
export async function assume(
  fake: FakeAws,
  roleArn: string,
  extra: Partial<AssumeRoleCommandInput> = {},
): Promise<Keys> {
  const { Credentials } = await stsAs(fake, fake.credentials(ROLES.hub)).send(
    new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'req-1', ...extra }),
  );
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}

/** The code and words of the error a promise ends with. */
export async function errorOf(promise: Promise<unknown>): Promise<{ name: string; message: string; status: number }> {
  try {
    await promise;
  } catch (error) {
    const known = error as Error & { $metadata?: { httpStatusCode?: number } };
    return { name: known.name, message: known.message, status: known.$metadata?.httpStatusCode ?? 0 };
  }
  throw new Error('the call succeeded, an error was expected');
}

/** Asks until the answer is good enough, with a deadline instead of a fixed sleep. */
export async function until<T>(ask: () => Promise<T>, isGood: (answer: T) => boolean, deadlineMs = 5000): Promise<T> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (isGood(answer)) {
      return answer;
    }
    if (Date.now() > end) {
      throw new Error(`not in time, last answer: ${JSON.stringify(answer)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export function allow(action: string | readonly string[], resource: string, condition?: object): object {
  return {
    Effect: 'Allow',
    Action: action,
    Resource: resource,
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}

export function policy(...statements: readonly object[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements };
}
