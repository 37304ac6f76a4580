import { newId } from '../ids.ts';
import type { BuildRecord, DistributionSeed, PipelineRecord } from './builder.ts';
import { holderOf } from './places.ts';
import type { Place, World } from './world.ts';

/** Of Amazon's own choosing; every AMI of Image Builder carries them. */
const tagsOf = (build: BuildRecord): ReadonlyMap<string, string> =>
  new Map([
    ['CreatedBy', 'EC2 Image Builder'],
    ['Ec2ImageBuilderArn', build.arn],
  ]);

/** The AMI of the build stage. It bears the name of its own Region's distribution where there is one. */
export function putBuiltImage(world: World, place: Place, pipeline: PipelineRecord, build: BuildRecord): void {
  const own = pipeline.seed.distributions.find((one) => isOwn(one, place));
  build.builtImageId = putImage(world, place, pipeline, build, own);
}

/** The AMIs of the distribution stage; the one of the build's own place is there already. */
export function putDistributedImages(world: World, pipeline: PipelineRecord, build: BuildRecord): void {
  const [, , , region = '', accountId = ''] = pipeline.arn.split(':');
  for (const distribution of pipeline.seed.distributions) {
    const target = { accountId: distribution.accountId ?? accountId, region: distribution.region };
    const place = world.accounts.get(target.accountId)?.regions.get(target.region);
    if (place === undefined) {
      continue;
    }
    const isBuilt = target.accountId === accountId && target.region === region;
    const imageId = isBuilt ? build.builtImageId : putImage(world, place, pipeline, build, distribution);
    for (const grantee of distribution.launchPermissions ?? []) {
      place.images.get(imageId ?? '')?.launchPermissions.add(grantee);
    }
    if (imageId !== undefined) {
      build.amis.push({ imageId, ...target, name: nameOf(distribution, build) });
    }
  }
}

/** Why a step that makes AMIs fails: somebody's AMI has a name that one of them is to get. */
export function takenName(
  world: World,
  place: Place,
  { seed: { distributions } }: PipelineRecord,
  build: BuildRecord,
  action: string,
): string | undefined {
  const own = distributions.find((one) => isOwn(one, place));
  const named: Readonly<Record<string, readonly (DistributionSeed | undefined)[]>> = {
    CreateImage: [own],
    DistributeImage: distributions.filter((one) => one !== own),
  };
  for (const one of named[action] ?? []) {
    const target = one ? world.accounts.get(one.accountId ?? place.accountId)?.regions.get(one.region) : place;
    const holder = target && holderOf(target, nameOf(one, build));
    if (holder !== undefined) {
      return `InvalidAMIName.Duplicate: AMI name ${holder.name} is already in use by AMI ${holder.id} (Service: Ec2, Status Code: 400)`;
    }
  }
  return undefined;
}

const isOwn = (distribution: DistributionSeed, place: Place): boolean =>
  distribution.region === place.region && (distribution.accountId ?? place.accountId) === place.accountId;

function nameOf(distribution: DistributionSeed | undefined, build: BuildRecord): string {
  const number = build.version.split('/')[1] ?? '';
  const date = build.createdAt.toISOString().replaceAll(':', '-');
  return (distribution?.name ?? `${build.name} {{ imagebuilder:buildDate }}`)
    .replace('{{ imagebuilder:buildDate }}', date)
    .replace('{{ build }}', number);
}

function putImage(
  world: World,
  place: Place,
  pipeline: PipelineRecord,
  build: BuildRecord,
  distribution: DistributionSeed | undefined,
): string {
  const imageId = newId('ami');
  const snapshotId = newId('snap');
  const createdAt = new Date(build.createdAt);
  place.snapshots.set(snapshotId, {
    id: snapshotId,
    accountId: place.accountId,
    region: place.region,
    volumeId: 'vol-ffffffff',
    sizeGiB: pipeline.seed.sizeGiB,
    startTime: createdAt,
    description: `Created by CreateImage(i-00000000000000000) for ${imageId}`,
    keyArn: undefined,
    imageId,
    durationMs: 0,
    state: 'completed',
    stateMessage: undefined,
    progress: 100,
    createVolumePermissions: new Set(),
  });
  place.images.set(imageId, {
    id: imageId,
    accountId: place.accountId,
    region: place.region,
    name: nameOf(distribution, build),
    description: pipeline.seed.description,
    state: 'available',
    stateReason: undefined,
    creationDate: createdAt,
    architecture: 'x86_64',
    rootDeviceName: '/dev/xvda',
    rootDeviceType: 'ebs',
    blockDevices: [
      {
        device: '/dev/xvda',
        snapshotId,
        sizeGiB: pipeline.seed.sizeGiB,
        encrypted: false,
        deleteOnTermination: true,
      },
    ],
    isPublic: false,
    launchPermissions: new Set(),
    sourceInstanceId: undefined,
    sourceImageId: pipeline.seed.parentImageId,
    sourceImageRegion: place.region,
    deprecationTime: undefined,
    deregistrationProtection: 'disabled',
    productCodes: [],
    ownerAlias: undefined,
    scanResults: undefined,
    findings: [],
    noReboot: false,
    lag: undefined,
  });
  world.tags.put(imageId, place.accountId, tagsOf(build));
  world.tags.put(snapshotId, place.accountId, tagsOf(build));
  return imageId;
}
