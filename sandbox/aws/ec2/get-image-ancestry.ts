import type { GetImageAncestryRequest, GetImageAncestryResult, ImageAncestryEntry } from '@aws-sdk/client-ec2';
import { resourcePermission } from '../ec2-rules/permissions.ts';
import { imageById } from '../ec2-rules/visibility.ts';
import { defineEc2Action, given } from '../server/action.ts';
import { findImageAnywhere } from '../world/places.ts';

const MAX_GENERATIONS = 50;

/** The image and what it came from, back to the root, also across accounts and Regions. */
export const getImageAncestry = defineEc2Action<GetImageAncestryRequest, GetImageAncestryResult>({
  name: 'GetImageAncestry',
  permissions: (input, call) => [resourcePermission(call, 'GetImageAncestry', given(input.ImageId, 'ImageId'))],
  handle(input, call) {
    const entries: ImageAncestryEntry[] = [];
    let image = imageById(call, given(input.ImageId, 'ImageId'));
    for (;;) {
      entries.push({
        ImageId: image.id,
        CreationDate: image.creationDate,
        ImageOwnerAlias: image.ownerAlias ?? image.accountId,
        SourceImageId: image.sourceImageId,
        SourceImageRegion: image.sourceImageRegion,
      });
      const next = image.sourceImageId === undefined ? undefined : findImageAnywhere(call.world, image.sourceImageId);
      if (next === undefined || entries.length === MAX_GENERATIONS) {
        return { ImageAncestryEntries: entries };
      }
      image = next;
    }
  },
});
