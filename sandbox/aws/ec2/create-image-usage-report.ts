import type {
  CreateImageUsageReportRequest,
  CreateImageUsageReportResult,
  ImageUsageResourceTypeRequest,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { ownImage } from '../ec2-rules/own-image.ts';
import { resourcePermission, tagOnCreatePermissions } from '../ec2-rules/permissions.ts';
import { referencesTo } from '../ec2-rules/references.ts';
import { tagsOnCreate } from '../ec2-rules/tags-on-create.ts';
import { newId } from '../ids.ts';
import { type Call, defineEc2Action, given } from '../server/action.ts';
import { placesIn } from '../world/places.ts';
import type { Place } from '../world/world.ts';

const TYPES = ['ec2:Instance', 'ec2:LaunchTemplate', 'imagebuilder:ImageRecipe', 'imagebuilder:ContainerRecipe'];
const DEFAULT_DEPTH = 20;

/** Counts the users of an own image in every account. Ready after a while; blind for what is younger than a day. */
export const createImageUsageReport = defineEc2Action<CreateImageUsageReportRequest, CreateImageUsageReportResult>({
  name: 'CreateImageUsageReport',
  bucket: 'write',
  permissions: (input, call) => [
    resourcePermission(call, 'CreateImageUsageReport', given(input.ImageId, 'imageId')),
    {
      action: 'ec2:CreateImageUsageReport',
      resource: `arn:aws:ec2:${call.region}:${call.account.id}:image-usage-report/*`,
      resourceAccountId: call.account.id,
    },
    ...tagOnCreatePermissions(call, 'CreateImageUsageReport', input.TagSpecifications ?? []),
  ],
  handle(input, call) {
    const image = ownImage(call, given(input.ImageId, 'imageId'));
    const types = given(input.ResourceTypes, 'resourceTypes').map(readType);
    const accountIds = input.AccountIds ?? [];
    if (accountIds.length > 200) {
      throw new AwsError('InvalidParameterValue', 'At most 200 accounts can be given.');
    }
    const tags = tagsOnCreate(input.TagSpecifications, ['image-usage-report']).of('image-usage-report');
    const { usageReports } = call.place.lifecycle;
    const request = JSON.stringify([image.id, types, accountIds]);
    const same = [...usageReports.values()].find(
      ({ token }) => input.ClientToken !== undefined && token === input.ClientToken,
    );
    if (same !== undefined && same.request !== request) {
      throw new AwsError('IdempotentParameterMismatch', 'The client token was used with other parameters.');
    }
    if (same !== undefined) {
      return { ReportId: same.id };
    }
    const id = newId('amiur');
    usageReports.set(id, {
      id,
      imageId: image.id,
      token: input.ClientToken,
      request,
      types,
      accountIds,
      createdAt: call.now(),
      // Minutes at AWS, like an image; here a part of it, so that several fit into a story.
      availableAt: call.now() + call.settings.paceMs / 4,
      entries: placesIn(call.world, call.region)
        .filter(({ accountId }) => accountIds.length === 0 || accountIds.includes(accountId))
        .flatMap((place) => types.map((type) => entryOf(call, place, image.id, type)))
        .filter(({ count }) => count > 0),
    });
    call.world.tags.put(id, call.account.id, tags);
    return { ReportId: id };
  },
});

function readType({ ResourceType: type, ResourceTypeOptions: options = [] }: ImageUsageResourceTypeRequest) {
  if (type === undefined || !TYPES.includes(type)) {
    throw new AwsError('InvalidParameterValue', `'${type ?? 'null'}' is not a valid resource type.`);
  }
  const depth = Number(
    options.find(({ OptionName }) => OptionName === 'version-depth')?.OptionValues?.[0] ?? DEFAULT_DEPTH,
  );
  return { type, depth };
}

function entryOf(call: Call, place: Place, imageId: string, scope: { readonly type: string; readonly depth: number }) {
  const known = referencesTo(place, imageId, { ...scope, states: ['pending', 'running', 'stopping', 'stopped'] });
  const seen = known.filter((arn) => {
    const instance = place.instances.get(arn.split('/').at(-1) ?? '');
    return instance === undefined || instance.launchTime.getTime() + call.settings.usageLagMs <= call.now();
  });
  return { accountId: place.accountId, type: scope.type, count: seen.length };
}
