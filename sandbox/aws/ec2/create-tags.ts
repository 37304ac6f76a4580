import type { CreateTagsRequest } from '@aws-sdk/client-ec2';
import { requestTagContext, resourcePermission } from '../ec2-rules/permissions.ts';
import { checkResourceCount, checkSharedTags, checkTagCount, checkTags } from '../ec2-rules/tag-rules.ts';
import { taggedResource } from '../ec2-rules/tagged-resource.ts';
import { defineEc2Action } from '../server/action.ts';

/** All resources are tagged or none. Tags on somebody else's image are the caller's own and private to it. */
export const createTags = defineEc2Action<CreateTagsRequest, Record<string, never>>({
  name: 'CreateTags',
  bucket: 'tags',
  permissions(input, call) {
    checkResourceCount(input.Resources ?? []);
    const context = requestTagContext(checkTags(input.Tags));
    return (input.Resources ?? []).map((id) => resourcePermission(call, 'CreateTags', id, context));
  },
  handle(input, call) {
    const tags = checkTags(input.Tags);
    const resources = (input.Resources ?? []).map((id) => taggedResource(call, id));
    for (const { id, ownerId } of resources) {
      checkSharedTags(tags.keys(), id, ownerId === call.account.id);
      checkTagCount(call.world.tags.written(id, call.account.id), tags);
    }
    for (const { id } of resources) {
      call.world.tags.put(id, call.account.id, tags);
    }
    return {};
  },
});
