import type { ListImagesInRecycleBinRequest, ListImagesInRecycleBinResult } from '@aws-sdk/client-ec2';
import { page } from '../ec2-rules/paging.ts';
import { describePermission } from '../ec2-rules/permissions.ts';
import { inBin } from '../ec2-rules/recycle-bin.ts';
import { imageNotFound } from '../ec2-rules/visibility.ts';
import { defineEc2Action } from '../server/action.ts';

export const listImagesInRecycleBin = defineEc2Action<ListImagesInRecycleBinRequest, ListImagesInRecycleBinResult>({
  name: 'ListImagesInRecycleBin',
  permissions: (_input, call) => [describePermission(call, 'ListImagesInRecycleBin')],
  handle(input, call) {
    const all = inBin(call, call.place.lifecycle.binnedImages);
    const wanted = input.ImageIds ?? [];
    const missing = wanted.filter((id) => !all.some(([known]) => known === id));
    if (missing.length > 0) {
      throw imageNotFound(missing);
    }
    const chosen = all.filter(([id]) => wanted.length === 0 || wanted.includes(id));
    const { items, nextToken } = page(chosen, ([id]) => id, input, { min: 1, max: 1000 });
    return {
      Images: items.map(([id, record]) => ({
        ImageId: id,
        Name: call.place.images.get(id)?.name,
        Description: call.place.images.get(id)?.description,
        RecycleBinEnterTime: new Date(record.enteredAt),
        RecycleBinExitTime: new Date(record.leavesAt),
      })),
      NextToken: nextToken,
    };
  },
});
