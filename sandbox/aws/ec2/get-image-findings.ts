import type { GetImageFindingsRequest, GetImageFindingsResult } from '@aws-sdk/client-ec2';
import { page } from '../ec2-rules/paging.ts';
import { resourcePermission } from '../ec2-rules/permissions.ts';
import { imageById } from '../ec2-rules/visibility.ts';
import { defineEc2Action, given } from '../server/action.ts';

/** Inspector's findings on an image the caller can see; none for an image that was never scanned. */
export const getImageFindings = defineEc2Action<GetImageFindingsRequest, GetImageFindingsResult>({
  name: 'GetImageFindings',
  permissions: (input, call) => [resourcePermission(call, 'GetImageFindings', given(input.ImageId, 'ImageId'))],
  handle(input, call) {
    const image = imageById(call, given(input.ImageId, 'ImageId'));
    const numbered = image.findings.map((finding, index) => ({ finding, id: String(index).padStart(6, '0') }));
    const { items, nextToken } = page(numbered, ({ id }) => id, input, { min: 1, max: 1000 });
    return { ImageFindings: items.map(({ finding }) => finding), NextToken: nextToken };
  },
});
