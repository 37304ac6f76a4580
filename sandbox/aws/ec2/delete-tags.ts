import type { DeleteTagsRequest } from '@aws-sdk/client-ec2';
import { resourcePermission } from '../ec2-rules/permissions.ts';
import { checkResourceCount, checkSharedTags } from '../ec2-rules/tag-rules.ts';
import { taggedResource } from '../ec2-rules/tagged-resource.ts';
import { defineEc2Action } from '../server/action.ts';

/**
 * A key alone deletes any value, key and value delete only that value (an empty value only an empty one), no tags at
 * all deletes every tag the caller wrote.
 */
export const deleteTags = defineEc2Action<DeleteTagsRequest, Record<string, never>>({
  name: 'DeleteTags',
  bucket: 'tags',
  permissions(input, call) {
    checkResourceCount(input.Resources ?? []);
    const keys = (input.Tags ?? []).flatMap((tag) => tag.Key ?? []);
    // Whether AWS presents aws:TagKeys without tags is not documented; absent is the reading policies must survive.
    const context = {
      ...(keys.length === 0 ? {} : { 'aws:TagKeys': keys }),
      ...Object.fromEntries((input.Tags ?? []).map((tag) => [`aws:RequestTag/${tag.Key ?? ''}`, tag.Value])),
    };
    return (input.Resources ?? []).map((id) => resourcePermission(call, 'DeleteTags', id, context));
  },
  handle(input, call) {
    const named = input.Tags ?? [];
    const resources = (input.Resources ?? []).map((id) => taggedResource(call, id));
    for (const { id, ownerId } of resources) {
      checkSharedTags(
        named.flatMap((tag) => tag.Key ?? []),
        id,
        ownerId === call.account.id,
      );
    }
    for (const { id } of resources) {
      const written = call.world.tags.written(id, call.account.id);
      const doomed = [...written].filter(
        ([key, value]) =>
          named.length === 0 ||
          named.some((tag) => tag.Key === key && (tag.Value === undefined || tag.Value === value)),
      );
      const keys = doomed.map(([key]) => key).filter((key) => !key.startsWith('aws:'));
      call.world.tags.remove(id, call.account.id, keys);
    }
    return {};
  },
});
