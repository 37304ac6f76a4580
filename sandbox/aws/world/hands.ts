import type { Policies } from '../identity/policy-set.ts';
import { newId } from '../ids.ts';
import { endInstance } from './instance-progress.ts';
import type { BinRule, Lifecycle } from './lifecycle.ts';
import { addBuild } from './make-builder.ts';
import { addImage, addInstance } from './make-world.ts';
import { allPlaces, findImageAnywhere, findInstanceAnywhere, findKeyAnywhere, placeOf } from './places.ts';
import { failImage } from './progress.ts';
import { sendMessage } from './queue.ts';
import { stepMsOf } from './step-ms.ts';
import type { ImageRecord, KeyState, Place, PolicyDocument, Preferences, World } from './world.ts';
import type { InstanceSeed } from './world-seed.ts';

/** What somebody with administrator rights does in the AWS console behind the bot's back. No IAM, no record. */
export interface ConsoleHands {
  /** Writes tags on an image, as its owner or, privately, as another account. */
  tagImage(imageId: string, tags: Readonly<Record<string, string>>, asAccount?: string): void;
  untagImage(imageId: string, keys: readonly string[], asAccount?: string): void;
  /** Writes tags on an instance, snapshot or volume of this account. */
  tagResource(resourceId: string, accountId: string, tags: Readonly<Record<string, string>>): void;
  terminateInstance(instanceId: string): void;
  setInstanceState(instanceId: string, state: 'running' | 'stopped'): void;
  /** Its status checks never pass. */
  impairInstance(instanceId: string): void;
  deregisterImage(imageId: string): void;
  /** `all` is public; otherwise account ids, organisation and OU ARNs. */
  changeLaunchPermissions(
    imageId: string,
    change: { readonly add?: readonly string[]; readonly remove?: readonly string[] },
  ): void;
  protectImage(imageId: string, isProtected: boolean): void;
  /** `undefined` ends the deprecation. */
  deprecateImage(imageId: string, at: Date | undefined): void;
  /** Also takes away every launch permission, for good. */
  disableImage(imageId: string): void;
  /** Points an SSM parameter at an image, as a pipeline does. */
  setParameter(accountId: string, region: string, name: string, imageId: string): void;
  /** Adds a version to a launch template and makes it the default one, as a deployment does. */
  pointTemplate(accountId: string, region: string, name: string, imageId: string): void;
  /** Launches an instance by hand; it is pending first. Returns its id. */
  launchInstance(accountId: string, region: string, seed: { readonly imageId: string } & Partial<InstanceSeed>): string;
  /** The next events never arrive: EventBridge promises its best effort only. */
  loseEvents(times: number, detailType?: string): void;
  /** Somebody else puts a message into the events' queue. */
  sendToQueue(body: string): void;
  /** A minute later: what was handed out and not taken off can be received again. */
  showMessages(): void;
  /** Messages that nobody has taken off the events' queue. */
  messagesLeft(): number;
  /** The next deletions from the events' queue fail, as SQS's own fault. */
  failDeletions(times: number): void;
  /** A retention rule of the Recycle Bin begins to hold. */
  addBinRule(accountId: string, region: string, rule: BinRule): void;
  /** Makes an image fail, with AWS's way of saying why. */
  failImage(imageId: string, message: string, code?: string): void;
  /** A snapshot under way fails; the image that needs it follows. */
  failSnapshot(snapshotId: string, message: string): void;
  /** Somebody registers an image of this name. Returns its id. */
  registerImage(accountId: string, region: string, name: string): string;
  setKeyState(keyIdOrArn: string, state: KeyState): void;
  /** Replaces the key's policy. */
  setKeyPolicy(keyIdOrArn: string, policy: PolicyDocument): void;
  /** Takes a grant away, or all of them. */
  revokeGrants(keyIdOrArn: string, grantId?: string): void;
  /** Settings of an account in one Region. */
  setPreferences(accountId: string, region: string, preferences: Partial<Preferences>): void;
  /** Starts a build as the pipeline's own schedule would. Returns its ARN. */
  startScheduledBuild(pipelineName: string): string;
  /** Starts a build as somebody does in the console. Returns its ARN. */
  startBuildByHand(pipelineName: string): string;
  /** Nobody may assume this role any more. */
  removeTrust(roleArn: string): void;
}

/** Hands on this world; `changed` is called after each move. */
export function makeHands(
  world: World,
  policies: Policies,
  changed: () => void,
  time: { now(): number; paceMs(): number },
): ConsoleHands {
  const image = (id: string): ImageRecord => found(findImageAnywhere(world, id), id);
  const placeOfImage = (record: ImageRecord): Place =>
    found(world.accounts.get(record.accountId)?.regions.get(record.region), record.id);
  const startBuild = (pipelineName: string, buildType: 'SCHEDULED' | 'USER_INITIATED'): string => {
    const builders = allPlaces(world).map(({ builder }) => builder);
    const builder = found(
      builders.find(({ pipelines }) => [...pipelines.values()].some(({ name }) => name === pipelineName)),
      pipelineName,
    );
    const pipeline = found(
      [...builder.pipelines.values()].find(({ name }) => name === pipelineName),
      pipelineName,
    );
    const stepMs = stepMsOf(pipeline, time.paceMs());
    return addBuild(builder, pipeline, { buildType, now: time.now(), stepMs }).arn;
  };
  const moves: ConsoleHands = {
    tagImage(imageId, tags, asAccount) {
      world.tags.put(imageId, asAccount ?? image(imageId).accountId, new Map(Object.entries(tags)));
    },
    untagImage(imageId, keys, asAccount) {
      world.tags.remove(imageId, asAccount ?? image(imageId).accountId, keys);
    },
    tagResource(resourceId, accountId, tags) {
      world.tags.put(resourceId, accountId, new Map(Object.entries(tags)));
    },
    terminateInstance(instanceId) {
      const instance = found(findInstanceAnywhere(world, instanceId), instanceId);
      const place = world.accounts.get(instance.accountId)?.regions.get(instance.region);
      endInstance(found(place, instance.region), instance);
    },
    setInstanceState(instanceId, state) {
      const instance = found(findInstanceAnywhere(world, instanceId), instanceId);
      instance.state = state;
      instance.machine.transition = undefined;
    },
    impairInstance(instanceId) {
      found(findInstanceAnywhere(world, instanceId), instanceId).machine.isImpaired = true;
    },
    deregisterImage(imageId) {
      const record = image(imageId);
      record.state = 'deregistered';
      record.launchPermissions.clear();
      record.isPublic = false;
    },
    changeLaunchPermissions(imageId, { add = [], remove = [] }) {
      const record = image(imageId);
      for (const grantee of add) {
        record.isPublic ||= grantee === 'all';
        if (grantee !== 'all') {
          record.launchPermissions.add(grantee);
        }
      }
      for (const grantee of remove) {
        record.isPublic &&= grantee !== 'all';
        record.launchPermissions.delete(grantee);
      }
    },
    protectImage(imageId, isProtected) {
      image(imageId).deregistrationProtection = isProtected ? 'enabled-without-cooldown' : 'disabled';
    },
    deprecateImage(imageId, at) {
      image(imageId).deprecationTime = at;
    },
    disableImage(imageId) {
      const record = image(imageId);
      record.state = 'disabled';
      record.launchPermissions.clear();
      record.isPublic = false;
    },
    setParameter(accountId, region, name, imageId) {
      lifecycleOf(world, accountId, region).parameters.set(name, imageId);
    },
    pointTemplate(accountId, region, name, imageId) {
      const templates = lifecycleOf(world, accountId, region).launchTemplates;
      const template = found(
        templates.find((one) => one.name === name),
        name,
      );
      template.versions = [imageId, ...template.versions];
      template.defaultVersion = template.versions.length;
    },
    launchInstance(accountId, region, seed) {
      const place = placeOf(world, found(world.accounts.get(accountId), accountId), region);
      const id = seed.id ?? newId('i');
      const tags = seed.tags ?? {};
      const volumes = seed.volumes ?? [{ id: newId('vol'), device: '/dev/xvda', sizeGiB: 8 }];
      addInstance(place, { ...seed, id, tags, volumes, launchedDaysAgo: 0 }, time.now());
      world.tags.put(id, accountId, new Map(Object.entries(tags)));
      const instance = found(place.instances.get(id), id);
      instance.state = 'pending';
      instance.machine.transition = { to: 'running', at: time.now() + time.paceMs() / 4 };
      return id;
    },
    loseEvents(times, detailType) {
      world.bus.losses.push({ detailType, left: times });
    },
    sendToQueue(body) {
      sendMessage(found(world.bus.queue, 'queue for events'), body, time.now());
    },
    showMessages() {
      for (const message of found(world.bus.queue, 'queue for events').messages) message.visibleAt = 0;
    },
    messagesLeft: () => world.bus.queue?.messages.length ?? 0,
    failDeletions(times) {
      found(world.bus.queue, 'queue for events').deletesToFail = times;
    },
    addBinRule(accountId, region, rule) {
      lifecycleOf(world, accountId, region).binRules.push(rule);
    },
    failImage(imageId, message, code = 'Client.InternalError') {
      const record = image(imageId);
      failImage(placeOfImage(record), record, code, message);
    },
    failSnapshot(snapshotId, message) {
      const place = found(
        allPlaces(world).find(({ snapshots }) => snapshots.has(snapshotId)),
        snapshotId,
      );
      Object.assign(found(place.snapshots.get(snapshotId), snapshotId), { state: 'error', stateMessage: message });
    },
    registerImage(accountId, region, name) {
      const account = found(world.accounts.get(accountId), accountId);
      const [id, snapshot] = [newId('ami'), newId('snap')];
      const seed = {
        id,
        name,
        description: 'Registered by hand',
        ageDays: 0,
        snapshots: [{ id: snapshot, sizeGiB: 8 }],
      };
      addImage(placeOf(world, account, region), seed, account, time.now());
      return id;
    },
    setKeyState(keyIdOrArn, state) {
      found(findKeyAnywhere(world, keyIdOrArn), keyIdOrArn).state = state;
    },
    setKeyPolicy(keyIdOrArn, policy) {
      found(findKeyAnywhere(world, keyIdOrArn), keyIdOrArn).policy = policy;
    },
    revokeGrants(keyIdOrArn, grantId) {
      const { grants } = found(findKeyAnywhere(world, keyIdOrArn), keyIdOrArn);
      for (const id of grantId === undefined ? [...grants.keys()] : [grantId]) {
        grants.delete(id);
      }
    },
    setPreferences(accountId, region, preferences) {
      Object.assign(placeOf(world, found(world.accounts.get(accountId), accountId), region).preferences, preferences);
    },
    startScheduledBuild: (pipelineName) => startBuild(pipelineName, 'SCHEDULED'),
    startBuildByHand: (pipelineName) => startBuild(pipelineName, 'USER_INITIATED'),
    removeTrust: (roleArn) => policies.removeTrust(roleArn),
  };
  return announced(moves, changed);
}

const lifecycleOf = (world: World, accountId: string, region: string): Lifecycle =>
  found(world.accounts.get(accountId)?.regions.get(region), `${accountId} in ${region}`).lifecycle;

/** Every move tells the listeners. */
function announced(moves: ConsoleHands, changed: () => void): ConsoleHands {
  return Object.fromEntries(
    Object.entries(moves).map(([name, move]: [string, (...parts: never[]) => unknown]) => [
      name,
      (...parts: never[]) => {
        const answer = move(...parts);
        changed();
        return answer;
      },
    ]),
  ) as unknown as ConsoleHands;
}

function found<T>(record: T | undefined, id: string): T {
  if (record === undefined) {
    throw new Error(`the fake AWS has no ${id}`);
  }
  return record;
}
