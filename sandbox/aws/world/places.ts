import { AwsError } from '../aws-error.ts';
import { makeConfigService } from './config-service.ts';
import { makeLifecycle } from './lifecycle.ts';
import { emptyBuilder } from './make-builder.ts';
import { makeNetwork } from './network.ts';
import { makeQueue } from './queue.ts';
import { makeScaling } from './scaling.ts';
import type { Account, ImageRecord, InstanceRecord, KeyRecord, Place, SnapshotRecord, World } from './world.ts';
import type { PlaceSeed } from './world-seed.ts';

/** The image that holds a name, per account and Region: until it is deregistered, whatever its state. */
export const holderOf = (place: Place, name: string): ImageRecord | undefined =>
  [...place.images.values()].find((image) => image.name === name && image.state !== 'deregistered');

/** Regions that are switched on, which is every Region the seed names for any account. */
export function regionNames(world: World): readonly string[] {
  return [...new Set([...world.accounts.values()].flatMap((account) => [...account.regions.keys()]))].sort();
}

/** An account in a Region that holds nothing, with the settings AWS gives a new account. */
export function emptyPlace(
  accountId: string,
  region: string,
  seed: Pick<PlaceSeed, 'preferences' | 'lifecycle' | 'network' | 'scaling' | 'config' | 'queues'> = {},
  now = 0,
): Place {
  return {
    accountId,
    region,
    instances: new Map(),
    volumes: new Map(),
    images: new Map(),
    snapshots: new Map(),
    keys: new Map(),
    lifecycle: makeLifecycle(seed.lifecycle ?? {}, now),
    network: makeNetwork(accountId, region, seed.network),
    scaling: makeScaling(seed.scaling ?? {}, now),
    config: makeConfigService(accountId, region, seed.config ?? {}),
    queues: new Map((seed.queues ?? []).map((name) => [name, makeQueue(accountId, region, name)])),
    preferences: {
      imagePublicAccess: 'block-new-sharing',
      snapshotPublicAccess: 'block-all-sharing',
      allowedImages: { state: 'disabled', providers: [] },
      ebsEncryptionByDefault: false,
      ebsDefaultKey: 'alias/aws/ebs',
      ...seed.preferences,
    },
    builder: emptyBuilder(),
  };
}

/**
 * An account in a Region; an empty one where nothing was seeded.
 *
 * @throws AwsError `OptInRequired` for a Region the world does not have
 */
export function placeOf(world: World, account: Account, region: string): Place {
  const place = account.regions.get(region);
  if (place !== undefined) {
    return place;
  }
  if (!regionNames(world).includes(region)) {
    throw new AwsError('OptInRequired', `You are not subscribed to this service in ${region}.`, 403);
  }
  const empty = emptyPlace(account.id, region);
  account.regions.set(region, empty);
  return empty;
}

/** Every account's part of one Region. */
export function placesIn(world: World, region: string): readonly Place[] {
  return [...world.accounts.values()].flatMap((account) => account.regions.get(region) ?? []);
}

/** Every account in every Region. */
export function allPlaces(world: World): readonly Place[] {
  return [...world.accounts.values()].flatMap((account) => [...account.regions.values()]);
}

/** An image of any account, by id; also one that is deregistered. */
export function findImage(world: World, region: string, imageId: string): ImageRecord | undefined {
  return first(placesIn(world, region), (place) => place.images.get(imageId));
}

export function findSnapshot(world: World, region: string, snapshotId: string): SnapshotRecord | undefined {
  return first(placesIn(world, region), (place) => place.snapshots.get(snapshotId));
}

/** An image anywhere, for the hands that know no Region. */
export function findImageAnywhere(world: World, imageId: string): ImageRecord | undefined {
  return first(allPlaces(world), (place) => place.images.get(imageId));
}

export function findInstanceAnywhere(world: World, instanceId: string): InstanceRecord | undefined {
  return first(allPlaces(world), (place) => place.instances.get(instanceId));
}

/** A key anywhere, by id or ARN. */
export function findKeyAnywhere(world: World, idOrArn: string): KeyRecord | undefined {
  return first(allPlaces(world), (place) =>
    [...place.keys.values()].find((key) => key.id === idOrArn || key.arn === idOrArn),
  );
}

function first<T>(places: readonly Place[], pick: (place: Place) => T | undefined): T | undefined {
  for (const place of places) {
    const found = pick(place);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
