import type { AwsCall, AwsRegionState, AwsState } from '../../contract.ts';
import type { Place, PolicyDocument, World } from './world.ts';

/** The world as the page and the tests see it: as it really is, without lags, and every tag with its owner's eyes. */
export function presentState(world: World, calls: readonly AwsCall[]): AwsState {
  return {
    accounts: [...world.accounts.values()]
      .filter((account) => account.ownerAlias === undefined)
      .map((account) => ({
        id: account.id,
        alias: account.alias,
        regions: [...account.regions.values()].map((place) => presentPlace(world, place)),
      })),
    calls,
  };
}

const statementsOf = ({ Statement }: PolicyDocument): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(Statement) ? Statement : [];

function presentPlace(world: World, place: Place): AwsRegionState {
  const tagsOf = (id: string) => Object.fromEntries(world.tags.written(id, place.accountId));
  return {
    name: place.region,
    instances: [...place.instances.values()].map((instance) => ({
      id: instance.id,
      name: tagsOf(instance.id)['Name'] ?? '',
      state: instance.state,
      imageId: instance.imageId,
      type: instance.instanceType,
      zone: instance.availabilityZone,
      reboots: instance.reboots,
      tags: tagsOf(instance.id),
    })),
    images: [...place.images.values()]
      .toSorted((a, b) => a.creationDate.getTime() - b.creationDate.getTime())
      .map((image) => ({
        id: image.id,
        name: image.name,
        ownerId: image.accountId,
        state: image.state,
        creationDate: image.creationDate.toISOString(),
        snapshotIds: image.blockDevices.flatMap((device) => device.snapshotId ?? []),
        tags: tagsOf(image.id),
        launchPermissions: [...(image.isPublic ? ['all'] : []), ...image.launchPermissions],
      })),
    snapshots: [...place.snapshots.values()].map((snapshot) => ({
      id: snapshot.id,
      imageId: snapshot.imageId,
      state: snapshot.state,
      progress: `${snapshot.progress}%`,
      encrypted: snapshot.keyArn !== undefined,
      volumePermissions: [...snapshot.createVolumePermissions],
      keyArn: snapshot.keyArn,
      tags: tagsOf(snapshot.id),
    })),
    keys: [...place.keys.values()].map((key) => ({
      id: key.id,
      alias: key.aliases[0] ?? '',
      spec: key.spec,
      state: key.state,
      grants: [...key.grants.values()].map((grant) => ({
        id: grant.id,
        name: grant.name ?? '',
        grantee: grant.granteePrincipal,
      })),
      statements: statementsOf(key.policy).map((statement) => String(statement['Sid'] ?? '')),
    })),
  };
}
