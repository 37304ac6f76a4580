import { vi } from 'vitest';
import { defaultWorld } from '../../sandbox/aws/default-world.ts';
import type { PolicySet } from '../../sandbox/aws/identity/policy-set.ts';
import { type FakeAws, type FakeAwsOptions, startFakeAws } from '../../sandbox/aws/start-fake-aws.ts';
import type { PolicyDocument } from '../../sandbox/aws/world/world.ts';
import type { AwsCall } from '../../sandbox/contract.ts';
import type { AwsOptions, RecordedCall } from '../../src/aws/aws-options.ts';
import { type ConnectedAws, makeAws } from '../../src/aws/make-aws.ts';
import { makePolicies } from '../../src/policy/make-policies.ts';
import type { PolicyFile } from '../../src/policy/policy-file.ts';
import { formerKey, hub, sampleInput, signingKey } from '../policy/sample.ts';

/** The generated documents as the fake AWS installs them. */
export function policySetOf(files: readonly PolicyFile[], { accounts } = sampleInput): PolicySet {
  const documents = (kind: PolicyFile['kind'], target: string): PolicyDocument[] =>
    files
      .filter((file) => file.kind === kind && file.targets.includes(target))
      .map((file) => structuredClone(file.document) as unknown as PolicyDocument);
  const roles = [hub, ...accounts.flatMap(({ readRoleArn, writeRoleArn }) => [readRoleArn, writeRoleArn])];
  const keys = files.filter(({ kind }) => kind === 'key').flatMap(({ targets }) => targets);
  return {
    roles: roles.map((arn) => {
      const [trust] = documents('trust', arn);
      return { arn, ...(trust ? { trust } : {}), policies: documents('managed', arn) };
    }),
    serviceControlPolicies: Object.fromEntries(accounts.map(({ id }) => [id, documents('scp', id)])),
    keyPolicies: Object.fromEntries(keys.map((arn) => [arn, ...documents('key', arn)])),
  };
}

export interface WithRoles {
  readonly fake: FakeAws;
  readonly aws: ConnectedAws;
  readonly options: AwsOptions;
  /** Another one over the same AWS, set up differently. */
  another(more: Partial<AwsOptions>): ConnectedAws;
  /** What `recordCalls` was told. */
  readonly recorded: RecordedCall[];
  /** Pauses that were asked for; none is waited. */
  readonly pauses: number[];
  /** The last calls of one action as AWS saw them. */
  calls(action: string): readonly AwsCall[];
  close(): Promise<void>;
}

/**
 * A fake AWS with the generated policies in force, and `aws/` pointed at it the way a process is: by AWS's own variables.
 */
export async function startWithRoles(
  more: Partial<AwsOptions> = {},
  fakeOptions: Partial<FakeAwsOptions> = {},
): Promise<WithRoles> {
  const fake = await startFakeAws({ world: defaultWorld, paceMs: 50, ...fakeOptions });
  fake.setPolicies(policySetOf(makePolicies(sampleInput)));
  const keys = fake.credentials(hub);
  vi.stubEnv('AWS_ENDPOINT_URL', fake.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', keys.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', keys.secretAccessKey);
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
  const recorded: RecordedCall[] = [];
  const pauses: number[] = [];
  const options: AwsOptions = {
    accounts: sampleInput.accounts,
    budget: { take: async () => 0 },
    hubRegion: 'eu-west-1',
    signing: { keyArn: signingKey, formerKeyArns: [formerKey] },
    log: { debug() {}, warn() {} },
    recordCalls: (call) => void recorded.push(call),
    pause: async (milliseconds) => void pauses.push(milliseconds),
    random: () => 0,
    ...more,
  };
  const made: ConnectedAws[] = [];
  const another = (others: Partial<AwsOptions>): ConnectedAws => {
    const aws = makeAws({ ...options, ...others });
    made.push(aws);
    return aws;
  };
  const aws = another({});
  return {
    another,
    fake,
    aws,
    options,
    recorded,
    pauses,
    calls: (action) => fake.calls.filter((call) => call.action === action),
    async close() {
      for (const connected of made) connected.close();
      await fake.close();
      vi.unstubAllEnvs();
    },
  };
}

/** The error a promise ends with. */
export async function failureOf(promise: Promise<unknown>): Promise<Error> {
  return await promise.then(
    () => {
      throw new Error('it succeeded, an error was expected');
    },
    (error: unknown) => error as Error,
  );
}
