import type { TagSpecification } from '@aws-sdk/client-ec2';
import type { Permission } from '../identity/authorize.ts';
import type { Call } from '../server/action.ts';
import { findImage, findSnapshot } from '../world/places.ts';

type Context = Record<string, string | readonly string[] | undefined>;

/** A Describe call: no resource-level permissions, everything or nothing. */
export function describePermission(call: Call, name: string): Permission {
  return { action: `ec2:${name}`, resource: '*', resourceAccountId: call.account.id };
}

/**
 * An action on something that exists, with the condition keys of that resource. Something the world does not hold gives
 * an ARN without keys: AWS decides before it looks, so an unknown id under a tag condition is a refusal, not NotFound.
 */
export function resourcePermission(call: Call, name: string, resourceId: string, extra: Context = {}): Permission {
  const action = `ec2:${name}`;
  const { region, world } = call;
  const image = findImage(world, region, resourceId);
  if (resourceId.startsWith('ami-')) {
    const context: Context =
      image === undefined
        ? {}
        : {
            'ec2:ImageID': image.id,
            'ec2:Owner': image.ownerAlias ?? image.accountId,
            'ec2:Public': String(image.isPublic),
            'ec2:ImageType': 'machine',
            'ec2:RootDeviceType': image.rootDeviceType,
            ...tagContext(call, resourceId, image.accountId),
          };
    return {
      action,
      resource: `arn:aws:ec2:${region}::image/${resourceId}`,
      resourceAccountId: call.account.id,
      context: { ...context, ...extra },
    };
  }
  if (resourceId.startsWith('snap-')) {
    const snapshot = findSnapshot(world, region, resourceId);
    const context: Context =
      snapshot === undefined
        ? {}
        : {
            'ec2:Owner': snapshot.accountId,
            'ec2:VolumeSize': String(snapshot.sizeGiB),
            'ec2:ParentVolume': `arn:aws:ec2:${region}:${snapshot.accountId}:volume/${snapshot.volumeId}`,
            ...tagContext(call, resourceId, snapshot.accountId),
          };
    return {
      action,
      resource: `arn:aws:ec2:${region}::snapshot/${resourceId}`,
      resourceAccountId: call.account.id,
      context: { ...context, ...extra },
    };
  }
  const kind = resourceId.startsWith('vol-') ? 'volume' : 'instance';
  const instance = call.place.instances.get(resourceId);
  return {
    action,
    resource: `arn:aws:ec2:${region}:${call.account.id}:${kind}/${resourceId}`,
    resourceAccountId: call.account.id,
    context: {
      ...tagContext(call, resourceId, call.account.id),
      'ec2:InstanceType': instance?.instanceType,
      'ec2:RootDeviceType': instance?.rootDeviceType,
      'ec2:AvailabilityZone': instance?.availabilityZone,
      ...extra,
    },
  };
}

/** An action that makes something new of this kind, whose id is not known yet. */
export function newResourcePermission(
  call: Call,
  action: string,
  kind: 'image' | 'snapshot' | 'image-usage-report',
  extra: Context = {},
): Permission {
  // Image and snapshot ARNs carry no account.
  const owner = kind === 'image-usage-report' ? call.account.id : '';
  return {
    action,
    resource: `arn:aws:ec2:${call.region}:${owner}:${kind}/*`,
    resourceAccountId: call.account.id,
    context: { ...(kind === 'image' ? { 'ec2:Owner': call.account.id } : {}), ...extra },
  };
}

/** Condition keys of tags in a request. */
export function requestTagContext(tags: ReadonlyMap<string, string>): Context {
  return {
    ...(tags.size === 0 ? {} : { 'aws:TagKeys': [...tags.keys()] }),
    ...Object.fromEntries([...tags].map(([key, value]) => [`aws:RequestTag/${key}`, value])),
  };
}

/** `ec2:CreateTags` for tags written while a resource is created. */
export function tagOnCreatePermissions(
  call: Call,
  createAction: string,
  specifications: readonly TagSpecification[],
): readonly Permission[] {
  return specifications.flatMap((specification) => {
    const kind = specification.ResourceType;
    const tags = new Map((specification.Tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? '']));
    return (kind === 'image' || kind === 'snapshot' || kind === 'image-usage-report') && tags.size > 0
      ? [
          newResourcePermission(call, 'ec2:CreateTags', kind, {
            ...requestTagContext(tags),
            'ec2:CreateAction': createAction,
          }),
        ]
      : [];
  });
}

function tagContext(call: Call, resourceId: string, owner: string): Context {
  const tags = new Map(call.world.tags.written(resourceId, call.account.id));
  if (owner !== call.account.id) {
    for (const [key, value] of call.world.tags.written(resourceId, owner)) {
      if (key.startsWith('ec2:SharedTag/')) {
        tags.set(key, value);
      }
    }
  }
  return Object.fromEntries(
    [...tags].flatMap(([key, value]) => [
      [`aws:ResourceTag/${key}`, value],
      [`ec2:ResourceTag/${key}`, value],
    ]),
  );
}
