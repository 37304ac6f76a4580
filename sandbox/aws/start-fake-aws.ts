import type { AwsCall, AwsState, Fault } from '../contract.ts';
import { watchWorld } from './events/watch-world.ts';
import { type Authorize, makeAuthorize } from './identity/authorize.ts';
import { makeCredentialStore } from './identity/credential-store.ts';
import { makePolicies, type PolicySet } from './identity/policy-set.ts';
import { type Insight, makeInsight } from './insight.ts';
import { type FaultRule, makeFaults } from './server/faults.ts';
import { handleCall, type Machine } from './server/handle-call.ts';
import { type Interceptor, passing } from './server/interceptor.ts';
import { listen } from './server/listen.ts';
import { loadActions } from './server/load-actions.ts';
import type { Settings } from './server/settings.ts';
import { makeThrottle } from './server/throttle.ts';
import { dumpWorld, type Plain } from './world/dump-world.ts';
import { type ConsoleHands, makeHands } from './world/hands.ts';
import { makeWorld } from './world/make-world.ts';
import { findKeyAnywhere } from './world/places.ts';
import { presentState } from './world/present-state.ts';
import { advance } from './world/progress.ts';
import type { AwsWorldSeed } from './world/world-seed.ts';

export interface FakeAwsOptions {
  readonly world: AwsWorldSeed;
  /** Default 0, any free port. */
  readonly port?: number;
  /** How long an image takes to become available. Default 6000 ms. */
  readonly paceMs?: number;
  /** What an account may do before `setPolicies` (or policies in the seed): everything, the default, or nothing. */
  readonly unconfigured?: 'allow' | 'deny';
  readonly throttling?: Settings['throttling'];
  /** The clock of signatures, expiry, progress and token buckets. Default `Date.now`. */
  readonly now?: () => number;
}

/** Environment variables of a process that runs as this principal. */
export interface FakeCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface FakeAws {
  /** For `AWS_ENDPOINT_URL` or the clients' `endpoint`. */
  readonly url: string;
  close(): Promise<void>;
  state(): AwsState;
  /** Everything it holds as plain data, for comparing two moments; `state` is what the page shows. */
  dump(): { readonly [key: string]: Plain };
  /** Back to the seed, or to another one. Roles and their policies stay, and so do sessions. */
  reset(seed?: AwsWorldSeed): void;
  /** As after hours: AWS takes no session it has given so far any more. */
  endSessions(): void;
  /** From now on this one is asked about every call; left out: nobody. */
  intercept(interceptor?: Interceptor): void;
  /** The calls, oldest first. */
  readonly calls: readonly AwsCall[];
  /** Calls answered 501, as `ec2:Action`. A test that leaves one here has failed. */
  readonly unknownCalls: readonly string[];
  readonly faults: { add(fault: Fault): void; by(rule?: FaultRule): void; clear(): void };
  /** Long-term keys of a role or user, by ARN. */
  credentials(principalArn: string): FakeCredentials;
  /** Replaces all roles, users, SCPs; enforces IAM from now on. */
  setPolicies(policies: PolicySet): void;
  /** What IAM was asked and allowed so far, each once, with the policies that allowed it. */
  granted(): ReturnType<Authorize['granted']>;
  readonly settings: Settings;
  /** Tag writes stay unseen for this long and for so many looks; `undefined` ends it. */
  lagTags(lag: { readonly ms?: number; readonly looks?: number } | undefined): void;
  readonly hands: ConsoleHands;
  readonly insight: Insight;
  /** Called after each call, each move of the hands and each bit of progress. Returns how to stop listening. */
  onChange(listener: () => void): () => void;
}

const CALLS_IN_STATE = 200;
/** A sandbox may run for days; the oldest calls are forgotten. */
const CALLS_KEPT = 50_000;

/** Starts a strict AWS on 127.0.0.1 that the real SDK talks to. */
export async function startFakeAws(options: FakeAwsOptions): Promise<FakeAws> {
  const now = options.now ?? Date.now;
  const world = makeWorld(options.world, now);
  const policies = makePolicies();
  const credentials = makeCredentialStore();
  const settings: Settings = {
    paceMs: options.paceMs ?? 6000,
    throttling: options.throttling ?? 'generous',
    newImageLag: undefined,
    maxNoRebootImages: 4,
    snapshotSpacingMs: 0,
    grantLagMs: 0,
    usageLagMs: 86_400_000,
    maxSnapshotCopies: 20,
    maxImageCopies: 300,
    pageSize: undefined,
    emptyPages: false,
    doubleEvents: false,
    newestFirst: false,
  };
  const authorize = makeAuthorize(world, policies, options.unconfigured ?? 'allow');
  const calls: AwsCall[] = [];
  const unknownCalls: string[] = [];
  const listeners = new Set<() => void>();
  const faults = makeFaults();
  advance(world, now());
  const watch = watchWorld(world, settings, now);
  watch.forget();
  const changed = () => {
    watch.look();
    for (const listener of listeners) {
      listener();
    }
  };
  let keyPolicies: PolicySet['keyPolicies'];
  const setKeyPolicies = () => {
    for (const [arn, policy] of Object.entries(keyPolicies ?? {})) {
      const key = findKeyAnywhere(world, arn);
      if (key === undefined) {
        throw new Error(`a policy for a key the fake AWS does not have: ${arn}`);
      }
      key.policy = policy;
    }
  };
  const setPolicies = (next: PolicySet) => {
    policies.install(next);
    keyPolicies = next.keyPolicies;
    setKeyPolicies();
    changed();
  };
  if (options.world.policies !== undefined) {
    setPolicies(options.world.policies);
  }
  const machine: Machine = {
    world,
    policies,
    credentials,
    settings,
    faults,
    actions: await loadActions(),
    authorize,
    throttle: makeThrottle(settings, now),
    interceptor: passing,
    now,
    record(call) {
      calls.push(call);
      if (calls.length > CALLS_KEPT) {
        calls.splice(0, CALLS_KEPT / 2);
      }
    },
    recordUnknown: (call) => unknownCalls.push(call),
  };
  const tick = () => {
    if (advance(world, now()).changed) {
      changed();
    }
  };
  const server = await listen(options.port ?? 0, async (request, body) => {
    tick();
    const answer = await handleCall(machine, request, body);
    changed();
    return answer;
  });
  // Progress shows on the page also while nobody calls.
  const clock = setInterval(tick, 100);
  clock.unref();

  return {
    url: server.url,
    async close() {
      clearInterval(clock);
      listeners.clear();
      await server.close();
    },
    state() {
      advance(world, now());
      return presentState(world, calls.slice(-CALLS_IN_STATE));
    },
    dump() {
      advance(world, now());
      return dumpWorld(world);
    },
    reset(seed = options.world) {
      // In place: actions, hands and IAM hold on to this one record.
      Object.assign(world, makeWorld(seed, now));
      advance(world, now());
      watch.forget();
      setKeyPolicies();
      changed();
    },
    endSessions() {
      credentials.expire(new Date(now()));
    },
    intercept(interceptor = passing) {
      machine.interceptor = interceptor;
    },
    calls,
    unknownCalls,
    faults,
    credentials(principalArn) {
      const { accessKeyId, secretAccessKey } = credentials.longTerm(principalArn);
      return { accessKeyId, secretAccessKey };
    },
    setPolicies,
    granted: authorize.granted,
    settings,
    lagTags: (lag) => world.tags.lag(lag),
    hands: makeHands(world, policies, changed, { now, paceMs: () => settings.paceMs }),
    insight: makeInsight(world, authorize, now),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
