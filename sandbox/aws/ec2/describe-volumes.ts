import type { DescribeVolumesRequest, DescribeVolumesResult, VolumeType } from '@aws-sdk/client-ec2';
import { applyFilters, type FilterTable } from '../ec2-rules/filters.ts';
import { page } from '../ec2-rules/paging.ts';
import { describePermission } from '../ec2-rules/permissions.ts';
import { volumeById } from '../ec2-rules/visibility.ts';
import { defineEc2Action } from '../server/action.ts';
import { toTagList } from '../world/tag-book.ts';
import type { VolumeRecord } from '../world/world.ts';

const FILTERS: FilterTable<VolumeRecord> = {
  'attachment.device': (volume) => [volume.device],
  'attachment.instance-id': (volume) => [volume.instanceId],
  'availability-zone': (volume) => [volume.availabilityZone],
  encrypted: (volume) => [volume.keyArn !== undefined],
  size: (volume) => [volume.sizeGiB],
  status: (volume) => [volume.state],
  'volume-id': (volume) => [volume.id],
  'volume-type': (volume) => [volume.type],
};

export const describeVolumes = defineEc2Action<DescribeVolumesRequest, DescribeVolumesResult>({
  name: 'DescribeVolumes',
  permissions: (_input, call) => [describePermission(call, 'DescribeVolumes')],
  handle(input, call) {
    const ids = input.VolumeIds ?? [];
    const chosen =
      ids.length > 0 ? [...new Set(ids)].map((id) => volumeById(call, id)) : [...call.place.volumes.values()];
    const tagsOf = (volume: VolumeRecord) => call.world.tags.seen(volume.id, call.account.id, call.account.id);
    const found = applyFilters(chosen, input.Filters, FILTERS, tagsOf);
    const { items, nextToken } = page(found, (volume) => volume.id, input);
    return {
      NextToken: nextToken,
      Volumes: items.map((volume) => ({
        VolumeId: volume.id,
        Size: volume.sizeGiB,
        State: volume.state === 'deleted' ? 'deleted' : volume.state,
        AvailabilityZone: volume.availabilityZone,
        CreateTime: volume.createTime,
        Encrypted: volume.keyArn !== undefined,
        KmsKeyId: volume.keyArn,
        VolumeType: volume.type as VolumeType,
        Iops: volume.iops,
        Throughput: volume.throughput,
        MultiAttachEnabled: false,
        Attachments:
          volume.state === 'in-use'
            ? [
                {
                  VolumeId: volume.id,
                  InstanceId: volume.instanceId,
                  Device: volume.device,
                  State: 'attached',
                  AttachTime: volume.createTime,
                  DeleteOnTermination: volume.deleteOnTermination,
                },
              ]
            : [],
        Tags: toTagList(tagsOf(volume)),
      })),
    };
  },
});
