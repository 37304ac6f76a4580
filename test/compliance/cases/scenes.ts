import type { SeenCall } from '../../../sandbox/aws/server/interceptor.ts';
import type { Place } from '../../../src/core/aws.ts';
import type { Environment, Settings } from '../../../src/core/settings.ts';
import { ACCOUNTS, type AwsWorld, REGION, worldSettings } from '../../support/aws-world.ts';

/** Circumstances under which prod is looked at. */
export interface Scene {
  readonly region?: string;
  readonly settings?: Partial<Settings>;
  /** Becomes true for the look only. */
  readonly during?: (world: AwsWorld) => void;
  readonly after?: (world: AwsWorld) => void;
}

const elsewhere = 'us-east-1';
const accountsWith = (change: (account: Settings['accounts'][number]) => Settings['accounts']): Partial<Settings> => ({
  accounts: worldSettings.accounts.flatMap(change),
});
const environmentsWith = (name: string, more: Partial<Environment>): Pick<Settings, 'environments'> => ({
  environments: worldSettings.environments.map((one) => (one.name === name ? { ...one, ...more } : one)),
});
const prodIn = (environment: string) =>
  accountsWith((account) => [account.alias === 'prod' ? { ...account, environment } : account]);

const allowed = (state: 'enabled' | 'audit-mode' | 'disabled', providers: readonly string[]): Scene => ({
  during: ({ fake }) => fake.hands.setPreferences(ACCOUNTS.prod, REGION, { allowedImages: { state, providers } }),
  after: ({ fake }) =>
    fake.hands.setPreferences(ACCOUNTS.prod, REGION, { allowedImages: { state: 'disabled', providers: [] } }),
});

/** AWS answers some calls otherwise; `at` says which. */
const refusing = (
  at: (call: SeenCall) => boolean,
  answer: 'cut' | { readonly code: string; readonly message: string },
): Scene => ({
  region: elsewhere,
  during: ({ fake }) => fake.intercept({ before: async (call) => (at(call) ? answer : 'go'), after: async () => 'go' }),
  after: ({ fake }) => fake.intercept(),
});
const is =
  (action: string, account?: keyof typeof ACCOUNTS) =>
  (call: SeenCall): boolean =>
    call.action === action && (account === undefined || call.account === ACCOUNTS[account]);
const denied = {
  code: 'UnauthorizedOperation',
  message: 'You are not authorized to perform this operation.',
};
const throttled = { code: 'RequestLimitExceeded', message: 'Request limit exceeded.' };

export const scenes = {
  production: {},
  'another Region': { region: elsewhere },
  'build is not configured': { settings: accountsWith((one) => (one.alias === 'build' ? [] : [one])) },
  'build is not configured in this Region': {
    settings: accountsWith((one) => [one.alias === 'build' ? { ...one, regions: [elsewhere] } : one]),
  },
  'no key to sign with': { settings: { signingKey: undefined } },
  'Allowed AMIs: build': allowed('enabled', [ACCOUNTS.build]),
  'Allowed AMIs: amazon': allowed('enabled', ['amazon']),
  'Allowed AMIs in audit mode: amazon': allowed('audit-mode', ['amazon']),
  'Allowed AMIs switched off again': allowed('disabled', ['amazon']),
  'prod became staging, which takes approved ones only': {
    settings: { ...prodIn('staging'), ...environmentsWith('staging', { launch: 'approved-only' }) },
  },
  'prod became staging, which takes any': { settings: prodIn('staging') },
  'production takes any': { settings: environmentsWith('production', { launch: 'any' }) },
  'instances may not be described': refusing(is('DescribeInstanceImageMetadata'), denied),
  'instances: throttled': refusing(is('DescribeInstanceImageMetadata'), throttled),
  'instances: cut after the first page': {
    region: elsewhere,
    during(world) {
      world.fake.settings.pageSize = 2;
      const after = ({ action, parameters }: SeenCall) =>
        action === 'DescribeInstanceImageMetadata' && parameters['NextToken'] !== undefined;
      refusing(after, throttled).during?.(world);
    },
    after({ fake }) {
      fake.settings.pageSize = undefined;
      fake.intercept();
    },
  },
  'the Region is not enabled': refusing(({ account, region }) => account === ACCOUNTS.prod && region === elsewhere, {
    code: 'AuthFailure',
    message: 'AWS was not able to validate the provided access credentials',
  }),
  'groups may not be described': refusing(is('DescribeAutoScalingGroups'), {
    code: 'AccessDenied',
    message: 'not authorized to perform: autoscaling:DescribeAutoScalingGroups',
  }),
  'templates may not be described': refusing(is('DescribeLaunchTemplateVersions'), denied),
  'the owner does not let AMIs be described': refusing(is('DescribeImages', 'build'), denied),
  'the owner is throttled': refusing(is('DescribeImages', 'build'), throttled),
  'snapshots may not be described': refusing(is('DescribeSnapshots'), denied),
  'the key may not be asked': refusing(is('Verify'), {
    code: 'AccessDeniedException',
    message: 'not authorized to perform: kms:Verify',
  }),
  'the key is switched off': {
    region: elsewhere,
    during: ({ fake }) => fake.hands.setKeyState('5f1c0de0-0000-4000-8000-00000000a001', 'Disabled'),
    after: ({ fake }) => fake.hands.setKeyState('5f1c0de0-0000-4000-8000-00000000a001', 'Enabled'),
  },
} as const satisfies Readonly<Record<string, Scene>>;
export type SceneName = keyof typeof scenes;

export const sceneOf = (name: SceneName): Scene => scenes[name];
export const placeIn = (name: SceneName): Place => ({ account: ACCOUNTS.prod, region: sceneOf(name).region ?? REGION });
