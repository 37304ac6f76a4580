import { vi } from 'vitest';
import { ACCOUNTS, defaultWorld, ORGANISATION_ID, ROLES, UNITS } from '../../sandbox/aws/default-world.ts';
import { type FakeAws, type FakeAwsOptions, startFakeAws } from '../../sandbox/aws/start-fake-aws.ts';
import type { AwsCall, AwsImageState, AwsInstanceState } from '../../sandbox/contract.ts';
import type { RecordedCall } from '../../src/aws/aws-options.ts';
import { type ConnectedAws, makeAws } from '../../src/aws/make-aws.ts';
import { signingOf } from '../../src/config/signing-of.ts';
import type { AuditEntry } from '../../src/core/audit.ts';
import type { AccountAccess, Place } from '../../src/core/aws.ts';
import type { CommandContext, Desk, StandingOrders } from '../../src/core/command.ts';
import type { Exemption } from '../../src/core/exemption.ts';
import type { LogState } from '../../src/core/log-watch.ts';
import { UserError } from '../../src/core/outcome.ts';
import type { Actor } from '../../src/core/people.ts';
import type { Run } from '../../src/core/run.ts';
import type { Schedule } from '../../src/core/schedule.ts';
import type { Settings } from '../../src/core/settings.ts';
import type { Unshown } from '../../src/core/store.ts';
import { memoryExemptions } from './memory-exemptions.ts';
import { noConfigViews } from './no-config-views.ts';
import { noViolations } from './no-violations.ts';

export { ACCOUNTS };
export const REGION = 'eu-west-1';
export const buildPlace: Place = { account: ACCOUNTS.build, region: REGION };
export const prodPlace: Place = { account: ACCOUNTS.prod, region: REGION };
export const signingKey = `arn:aws:kms:${REGION}:${ACCOUNTS.platform}:key/5f1c0de0-0000-4000-8000-00000000a001`;
export const anna: Actor = { userId: 'U0ANNA', teamId: 'T0HOME' };

const account = (alias: 'build' | 'prod', environment: string): AccountAccess & Settings['accounts'][number] => ({
  alias,
  id: ACCOUNTS[alias],
  environment,
  regions: [REGION, 'us-east-1'],
  keys: { [REGION]: 'alias/ami', 'us-east-1': 'alias/ami' },
  instanceRoles: ['web-server'],
  readRoleArn: `arn:aws:iam::${ACCOUNTS[alias]}:role/AssayReader`,
  writeRoleArn: `arn:aws:iam::${ACCOUNTS[alias]}:role/AssayWorker`,
});
const accounts = [account('build', 'build'), account('prod', 'production')];

/** The sandbox's configuration as commands and jobs see it. */
export const worldSettings: Settings = {
  accounts,
  environments: [
    { name: 'build', isProduction: false, approvals: undefined, channel: undefined },
    {
      name: 'staging',
      isProduction: false,
      approvals: { minimum: 1, users: ['U0CARL'], groups: [], expiresAfterHours: 8, remindAfterHours: 0 },
      channel: undefined,
    },
    {
      name: 'production',
      isProduction: true,
      approvals: { minimum: 2, users: [], groups: ['S0APPROVERS'], expiresAfterHours: 8, remindAfterHours: 1 },
      channel: undefined,
    },
  ],
  defaultEnvironment: 'production',
  tags: { prefix: 'assay:', approved: 'ami-approved' },
  channels: { requests: 'C0REQUESTS', approvals: 'C0APPROVALS' },
  demands: [],
  requesters: {},
  builds: { follow: true, channel: 'C0REQUESTS', newsHours: 24 },
  compliance: {
    isOn: true,
    everyMs: 900_000,
    longestExemptionMs: 30 * 86_400_000,
    falseTags: 'report',
    stopInstances: false,
    channel: 'C0ALERTS01',
    owners: { tag: 'team', people: {} },
  },
  graceSeconds: 10,
  copies: { snapshotsAtOnce: 20, allowUnencrypted: false },
  retirement: { deprecateAfterMs: 0, disableAfterMs: 30 * 86_400_000, deregisterAfterMs: 60 * 86_400_000 },
  signingKey,
  formerSigningKeys: [],
  organization: {
    id: ORGANISATION_ID,
    arn: `arn:aws:organizations::123456789012:organization/${ORGANISATION_ID}`,
    units: [
      { alias: 'workloads', arn: `arn:aws:organizations::123456789012:ou/${ORGANISATION_ID}/${UNITS.workloads}` },
    ],
  },
  keyPolicies: 'apply',
};

/** What the past knows, set by the test. */
export interface Past {
  runs: Run[];
  entries: AuditEntry[];
  failures: string[];
  unshown: Unshown[];
  auditLog: LogState;
  schedules: Schedule[];
  exemptions: Exemption[];
}

export interface AwsWorld {
  readonly fake: FakeAws;
  readonly aws: ConnectedAws;
  readonly settings: Settings;
  /** What Assay's own adapter says it called. */
  readonly recorded: RecordedCall[];
  readonly past: Past;
  /** Context of a command; planning uses part of it. Every call to AWS is recorded under `reference`. */
  context(reference: string, more?: Partial<CommandContext>): CommandContext;
  /** Calls of one action as AWS saw them. */
  calls(action: string): readonly AwsCall[];
  image(id: string): AwsImageState;
  /** Own AMIs of the build account, newest last. */
  imagesNamed(name: string): readonly AwsImageState[];
  instance(id: string): AwsInstanceState;
  close(): Promise<void>;
}

const noDesk: Desk = {
  vote: async () => ({ title: 'voted' }),
  withdraw: async () => ({ title: 'withdrawn' }),
  cancel: async () => ({ title: 'cancelled' }),
  retry: async () => ({ title: 'retried' }),
};

const noStanding: StandingOrders = {
  pause: async (_, name) => ({ title: `paused ${name}` }),
  resume: async (_, name) => ({ title: `resumed ${name}` }),
  start: async (_, name) => ({ title: `started ${name}` }),
  remove: async (_, name) => ({ title: `removed ${name}` }),
};

function recordsOf(past: Past): CommandContext['records'] {
  return {
    run: async (id) => past.runs.find((run) => run.id === id),
    runs: async ({ requester, about, states, limit }) =>
      past.runs
        .filter((run) => requester === undefined || run.requester.userId === requester)
        .filter((run) => about === undefined || run.about.includes(about))
        .filter((run) => states === undefined || states.includes(run.state))
        .sort((a, b) => b.requestedAt - a.requestedAt)
        .slice(0, limit),
    sealFault: () => undefined,
    children: async (runId) => past.runs.filter((run) => run.parent?.runId === runId),
    history: async (about) => past.entries.filter((entry) => entry.about.includes(about) || entry.runId === about),
    failures: async () => past.failures,
    unshown: async () => past.unshown,
    auditLog: async () => past.auditLog,
    troubles: async () => [],
    violations: noViolations,
    configViews: noConfigViews,
    exemptions: memoryExemptions(past.exemptions),
    schedules: async () => past.schedules,
  };
}

/**
 * The fake AWS over HTTP with Assay's real adapter in front of it, pointed there the way a process is: by AWS's own
 * variables. IAM lets everything pass unless policies are set.
 */
export async function startAwsWorld(
  more: { readonly settings?: Partial<Settings>; readonly fake?: Partial<FakeAwsOptions> } = {},
): Promise<AwsWorld> {
  const settings = { ...worldSettings, ...more.settings };
  const fake = await startFakeAws({ world: defaultWorld, paceMs: 40, unconfigured: 'allow', ...more.fake });
  const keys = fake.credentials(ROLES.hub);
  vi.stubEnv('AWS_ENDPOINT_URL', fake.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', keys.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', keys.secretAccessKey);
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
  const recorded: RecordedCall[] = [];
  const aws = makeAws({
    accounts,
    budget: { take: async () => 0 },
    hubRegion: REGION,
    signing: signingOf(settings),
    log: { debug() {}, warn() {} },
    recordCalls: (call) => void recorded.push(call),
    pause: async () => undefined,
    random: () => 0,
  });
  const past: Past = {
    runs: [],
    entries: [],
    failures: [],
    unshown: [],
    auditLog: { breaks: [], lost: [], toldAt: 0 },
    schedules: [],
    exemptions: [],
  };
  const all = () => fake.state().accounts.flatMap((one) => one.regions);
  const found = <T>(thing: T | undefined, id: string): T => {
    if (thing === undefined) throw new Error(`the fake AWS has no ${id}`);
    return thing;
  };
  return {
    fake,
    aws,
    settings,
    recorded,
    past,
    context: (reference, others = {}) => ({
      actor: anna,
      requestedAt: new Date('2026-11-23T10:15:30Z'),
      settings,
      aws: aws.reader({ reference, userId: anna.userId }, { patience: 'command' }),
      records: recordsOf(past),
      desk: noDesk,
      standing: noStanding,
      guard: { assign: async (_, violations) => violations.length },
      help: [],
      policies: () => [],
      ...others,
    }),
    calls: (action) => fake.calls.filter((call) => call.action === action),
    image: (id) =>
      found(
        all()
          .flatMap((region) => region.images)
          .find((image) => image.id === id),
        id,
      ),
    imagesNamed: (name) =>
      all()
        .flatMap((region) => region.images)
        .filter((image) => image.name === name),
    instance: (id) =>
      found(
        all()
          .flatMap((region) => region.instances)
          .find((instance) => instance.id === id),
        id,
      ),
    async close() {
      aws.close();
      await fake.close();
      vi.unstubAllEnvs();
      // An unknown call answers 501: the fake would then prove nothing.
      if (fake.unknownCalls.length > 0) throw new Error(`calls the fake AWS does not know: ${fake.unknownCalls}`);
    },
  };
}

/** The refusal a promise ends with; anything but a UserError fails the test. */
export async function refusalOf(promise: Promise<unknown>): Promise<UserError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('it succeeded, a refusal was expected');
}
