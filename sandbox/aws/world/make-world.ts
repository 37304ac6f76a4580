import { generateKeyPairSync } from 'node:crypto';
import { makeMachine } from './machine.ts';
import { seedBuilder } from './make-builder.ts';
import { emptyPlace } from './places.ts';
import { makeTagBook } from './tag-book.ts';
import type { Account, ImageRecord, KeyRecord, Place, PolicyDocument, World } from './world.ts';
import type { AwsWorldSeed, ImageSeed, InstanceSeed, KeySeed, PlaceSeed } from './world-seed.ts';

const DAY_MS = 86_400_000;

/** A living world from its seed. Key pairs are made here, so every start signs with new keys. */
export function makeWorld(seed: AwsWorldSeed, now: () => number): World {
  const { units = {}, rootId = 'r-sand' } = seed.organisation;
  const world: World = {
    organisation: {
      id: seed.organisation.id,
      managementAccountId: seed.organisation.managementAccountId,
      rootId,
      units: new Map(Object.entries(units).map(([id, unit]) => [id, unit.parent])),
    },
    accounts: new Map(),
    tags: makeTagBook(now),
    bus: { queue: undefined, losses: [] },
  };
  for (const account of seed.accounts) {
    const record: Account = {
      id: account.id,
      alias: account.alias,
      isMember: account.isMember,
      unitId: account.unitId,
      ownerAlias: account.ownerAlias,
      regions: new Map(),
      keyPairs: new Set(account.keyPairs),
      instanceProfiles: new Map(
        Object.entries(account.instanceProfiles ?? {}).map(([name, role]) => [
          name,
          `arn:aws:iam::${account.id}:role/${role}`,
        ]),
      ),
    };
    world.accounts.set(account.id, record);
    for (const [region, place] of Object.entries(account.regions)) {
      record.regions.set(region, makePlace(world, record, region, place, now()));
    }
  }
  const { events } = seed;
  if (events === undefined) {
    return world;
  }
  const queue = world.accounts.get(events.accountId)?.regions.get(events.region)?.queues.get(events.queue);
  if (queue === undefined) {
    throw new Error(`the seed names a queue that is not there: ${events.queue}`);
  }
  return { ...world, bus: { queue, losses: [] } };
}

function makePlace(world: World, account: Account, region: string, seed: PlaceSeed, now: number): Place {
  const place = emptyPlace(account.id, region, seed, now);
  for (const key of seed.keys ?? []) {
    place.keys.set(key.id, makeKey(key, account.id, region, now));
  }
  seedBuilder(place.builder, seed.pipelines ?? [], place, now);
  for (const { name, tags = {} } of seed.lifecycle?.launchTemplates ?? []) {
    const template = place.lifecycle.launchTemplates.find((one) => one.name === name);
    if (template !== undefined) {
      world.tags.put(template.id, account.id, new Map(Object.entries(tags)));
    }
  }
  for (const image of seed.images ?? []) {
    addImage(place, image, account, now);
    world.tags.put(image.id, account.id, new Map(Object.entries(image.tags ?? {})));
  }
  for (const instance of seed.instances ?? []) {
    addInstance(place, instance, now);
    world.tags.put(instance.id, account.id, new Map(Object.entries(instance.tags)));
  }
  return place;
}

/** A key as AWS would make it. */
export function makeKey(seed: KeySeed, accountId: string, region: string, now: number): KeyRecord {
  const spec = seed.spec ?? 'SYMMETRIC_DEFAULT';
  return {
    id: seed.id,
    arn: `arn:aws:kms:${region}:${accountId}:key/${seed.id}`,
    accountId,
    region,
    aliases: [seed.alias],
    spec,
    usage: spec === 'SYMMETRIC_DEFAULT' ? 'ENCRYPT_DECRYPT' : 'SIGN_VERIFY',
    manager: seed.manager ?? 'CUSTOMER',
    createdAt: new Date(now - 400 * DAY_MS),
    pair: spec === 'ECC_NIST_P256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : undefined,
    primaryRegion: seed.primaryRegion,
    state: seed.state ?? 'Enabled',
    policy: seed.policy ?? (seed.manager === 'AWS' ? awsKeyPolicy(accountId, region) : defaultKeyPolicy(accountId)),
    grants: new Map(),
  };
}

/** The key policy AWS gives a key when nobody says otherwise. */
export function defaultKeyPolicy(accountId: string): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'EnableIamUserPermissions',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  };
}

/** The key policy of `aws/ebs`, which nobody can change: the account's own people through EC2, and nobody else ever. */
function awsKeyPolicy(accountId: string, region: string): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Allow access through EBS for all principals in the account that are authorized to use EBS',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncrypt*',
          'kms:GenerateDataKey*',
          'kms:CreateGrant',
          'kms:DescribeKey',
        ],
        Resource: '*',
        Condition: {
          StringEquals: { 'kms:CallerAccount': accountId, 'kms:ViaService': `ec2.${region}.amazonaws.com` },
        },
      },
      {
        Sid: 'Allow direct access to key metadata to the account',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:RevokeGrant'],
        Resource: '*',
      },
    ],
  };
}

/** An instance with its volumes as a seed says. */
export function addInstance(place: Place, seed: InstanceSeed, now: number): void {
  const launchTime = new Date(now - (seed.launchedDaysAgo ?? 30) * DAY_MS);
  const { machine, subnet } = makeMachine(seed.id, seed.machine ?? {}, place.network, place.instances.size);
  const availabilityZone = subnet.zone;
  const lives = seed.state !== 'terminated';
  for (const volume of lives ? seed.volumes : []) {
    place.volumes.set(volume.id, {
      id: volume.id,
      accountId: place.accountId,
      region: place.region,
      sizeGiB: volume.sizeGiB,
      instanceId: seed.id,
      device: volume.device,
      availabilityZone,
      createTime: launchTime,
      keyArn: keyArn(place, volume.keyId),
      type: volume.type ?? 'gp3',
      iops: volume.iops ?? 3000,
      throughput: volume.throughput ?? 125,
      deleteOnTermination: volume.device === '/dev/xvda',
      state: 'in-use',
    });
  }
  place.instances.set(seed.id, {
    id: seed.id,
    accountId: place.accountId,
    region: place.region,
    state: seed.state ?? 'running',
    imageId: seed.imageId,
    instanceType: seed.instanceType ?? 't3.medium',
    architecture: seed.architecture ?? 'x86_64',
    launchTime,
    rootDeviceName: '/dev/xvda',
    rootDeviceType: seed.rootDeviceType ?? 'ebs',
    availabilityZone,
    privateIpAddress: machine.interfaces[0]?.addresses[0]?.address ?? '',
    volumes: new Map(lives ? seed.volumes.map((volume) => [volume.device, volume.id]) : []),
    disableApiTermination: seed.disableApiTermination ?? false,
    userData: seed.machine?.userData === undefined ? undefined : btoa(seed.machine.userData),
    machine,
    reboots: 0,
  });
}

/** An AMI with its snapshots; its tags are put by the caller. */
export function addImage(place: Place, seed: ImageSeed, account: Pick<Account, 'ownerAlias'>, now: number): void {
  const creationDate = new Date(now - seed.ageDays * DAY_MS);
  for (const snapshot of seed.snapshots) {
    place.snapshots.set(snapshot.id, {
      id: snapshot.id,
      accountId: place.accountId,
      region: place.region,
      volumeId: 'vol-ffffffff',
      sizeGiB: snapshot.sizeGiB,
      startTime: creationDate,
      description: `Created by CreateImage(${seed.sourceInstanceId ?? 'i-00000000000000000'}) for ${seed.id}`,
      keyArn: keyArn(place, snapshot.keyId),
      imageId: seed.id,
      durationMs: 0,
      state: 'completed',
      stateMessage: undefined,
      progress: 100,
      createVolumePermissions: new Set(),
    });
  }
  const image: ImageRecord = {
    id: seed.id,
    accountId: place.accountId,
    region: place.region,
    name: seed.name,
    description: seed.description,
    state: 'available',
    stateReason: undefined,
    creationDate,
    architecture: seed.architecture ?? 'x86_64',
    rootDeviceName: '/dev/xvda',
    rootDeviceType: 'ebs',
    blockDevices: seed.snapshots.map((snapshot, index) => ({
      device: index === 0 ? '/dev/xvda' : `/dev/sd${String.fromCharCode(101 + index)}`,
      snapshotId: snapshot.id,
      sizeGiB: snapshot.sizeGiB,
      encrypted: snapshot.keyId !== undefined,
      deleteOnTermination: true,
    })),
    isPublic: seed.isPublic ?? false,
    launchPermissions: new Set(seed.launchPermissions ?? []),
    sourceInstanceId: seed.sourceInstanceId,
    sourceImageId: seed.sourceImageId,
    sourceImageRegion: seed.sourceImageRegion,
    deprecationTime: seed.deprecationTime,
    deregistrationProtection: 'disabled',
    productCodes: seed.productCodes ?? [],
    ownerAlias: account.ownerAlias,
    scanResults: seed.scanResults,
    findings: seed.findings ?? [],
    noReboot: false,
    lag: undefined,
  };
  place.images.set(image.id, image);
}

function keyArn(place: Place, keyId: string | undefined): string | undefined {
  if (keyId === undefined) {
    return undefined;
  }
  const key = place.keys.get(keyId);
  if (key === undefined) {
    throw new Error(`the seed names a key that ${place.accountId} does not have in ${place.region}: ${keyId}`);
  }
  return key.arn;
}
