import {
  DescribeImageReferencesCommand,
  DescribeImageUsageReportEntriesCommand,
  DescribeImageUsageReportsCommand,
  ListImagesInRecycleBinCommand,
  ListSnapshotsInRecycleBinCommand,
  type ResourceTypeRequest,
} from '@aws-sdk/client-ec2';
import {
  type Binned,
  type LifecycleReader,
  type ReferenceKind,
  referenceActions,
  type UsageReport,
} from '../core/aws-lifecycle.ts';
import type { RunEc2 } from './make-ec2-reader.ts';
import { allPages, inChunks } from './pages.ts';
import { required, tagsOf } from './shapes.ts';

const kinds: Readonly<Record<string, ReferenceKind>> = {
  'ec2:Instance': 'instance',
  'ec2:LaunchTemplate': 'launch-template',
  'ssm:Parameter': 'parameter',
  'imagebuilder:ImageRecipe': 'image-recipe',
  'imagebuilder:ContainerRecipe': 'container-recipe',
};

const asked: readonly ResourceTypeRequest[] = [
  {
    ResourceType: 'ec2:Instance',
    // An instance that ended shows for an hour; it needs no image any more.
    ResourceTypeOptions: [{ OptionName: 'state-name', OptionValues: ['pending', 'running', 'stopping', 'stopped'] }],
  },
  {
    ResourceType: 'ec2:LaunchTemplate',
    // AWS's own default is 10 versions: an Auto Scaling group may be pinned to an older one.
    ResourceTypeOptions: [{ OptionName: 'version-depth', OptionValues: ['100'] }],
  },
  { ResourceType: 'ssm:Parameter' },
  { ResourceType: 'imagebuilder:ImageRecipe' },
  { ResourceType: 'imagebuilder:ContainerRecipe' },
];

function kindOf(type: string | undefined): ReferenceKind {
  const kind = kinds[required(type, 'ResourceType')];
  if (!kind) throw new Error(`AWS named a kind of reference that Assay does not know: ${type}`);
  return kind;
}

const stateOf = (state: string | undefined): 'pending' | 'available' | 'error' =>
  state === 'available' || state === 'error' ? state : 'pending';

interface InBin {
  readonly Name?: string | undefined;
  readonly Description?: string | undefined;
  readonly RecycleBinEnterTime?: Date | undefined;
  readonly RecycleBinExitTime?: Date | undefined;
}

const binned = (
  id: string | undefined,
  { Name, Description, RecycleBinEnterTime, RecycleBinExitTime }: InBin,
): Binned => ({
  id: required(id, 'RecycleBin.Id'),
  name: Name,
  description: Description,
  enteredAt: required(RecycleBinEnterTime, 'RecycleBinEnterTime').toISOString(),
  leavesAt: required(RecycleBinExitTime, 'RecycleBinExitTime').toISOString(),
});

/** Reads what uses AMIs and what lies in the Recycle Bin, in one account and Region. */
export function makeLifecycleReader(run: RunEc2): LifecycleReader {
  const reportsOf = (of: { readonly ImageIds?: string[] }): Promise<readonly UsageReport[]> =>
    run(async (call) => {
      const reports = await allPages(async (page) => {
        const answer = await call({
          action: 'DescribeImageUsageReports',
          bucket: 'read',
          send: (client, options) => client.send(new DescribeImageUsageReportsCommand({ ...page, ...of }), options),
        });
        const items = (answer.ImageUsageReports ?? []).map((report) => ({
          id: required(report.ReportId, 'ImageUsageReport.ReportId'),
          imageId: required(report.ImageId, 'ImageUsageReport.ImageId'),
          state: stateOf(report.State),
          stateReason: report.StateReason,
          createdAt: required(report.CreationTime, 'ImageUsageReport.CreationTime').toISOString(),
          tags: tagsOf(report.Tags),
        }));
        return { items, next: answer.NextToken };
      });
      return reports.toSorted((one, other) => other.createdAt.localeCompare(one.createdAt));
    });
  return {
    async references(imageIds) {
      return run(async (call) => {
        const found = await Promise.all(
          inChunks(imageIds, 10).map((ImageIds) =>
            allPages(async (page) => {
              const answer = await call({
                action: 'DescribeImageReferences',
                bucket: 'read',
                alsoNeeds: referenceActions,
                send: (client, options) =>
                  client.send(
                    new DescribeImageReferencesCommand({ ...page, ImageIds: [...ImageIds], ResourceTypes: [...asked] }),
                    options,
                  ),
              });
              const items = (answer.ImageReferences ?? []).map(({ ImageId, ResourceType, Arn }) => ({
                imageId: required(ImageId, 'ImageReference.ImageId'),
                kind: kindOf(ResourceType),
                arn: required(Arn, 'ImageReference.Arn'),
              }));
              return { items, next: answer.NextToken };
            }),
          ),
        );
        return found.flat();
      });
    },
    usageReports: async (imageId) => await reportsOf({ ImageIds: [imageId] }),
    allUsageReports: async () => await reportsOf({}),
    async usageEntries(reportId) {
      return run((call) =>
        allPages(async (page) => {
          const answer = await call({
            action: 'DescribeImageUsageReportEntries',
            bucket: 'read',
            send: (client, options) =>
              client.send(new DescribeImageUsageReportEntriesCommand({ ...page, ReportIds: [reportId] }), options),
          });
          const items = (answer.ImageUsageReportEntries ?? []).map(({ AccountId, ResourceType, UsageCount }) => ({
            accountId: required(AccountId, 'ImageUsageReportEntry.AccountId'),
            kind: kindOf(ResourceType),
            count: UsageCount ?? 0,
          }));
          return { items, next: answer.NextToken };
        }),
      );
    },
    async binnedImages(ids) {
      return run(async (call) => {
        // Listed whole: an id that is not in the bin fails a call that names it.
        const all = await allPages(async (page) => {
          const answer = await call({
            action: 'ListImagesInRecycleBin',
            bucket: 'read',
            send: (client, options) => client.send(new ListImagesInRecycleBinCommand(page), options),
          });
          return { items: answer.Images ?? [], next: answer.NextToken };
        });
        return all
          .filter(({ ImageId }) => ImageId !== undefined && ids.includes(ImageId))
          .map((image) => binned(image.ImageId, image));
      });
    },
    async binnedSnapshots(ids) {
      return run(async (call) => {
        const all = await allPages(async (page) => {
          const answer = await call({
            action: 'ListSnapshotsInRecycleBin',
            bucket: 'read',
            send: (client, options) => client.send(new ListSnapshotsInRecycleBinCommand(page), options),
          });
          return { items: answer.Snapshots ?? [], next: answer.NextToken };
        });
        return all
          .filter(({ SnapshotId }) => ids === undefined || (SnapshotId !== undefined && ids.includes(SnapshotId)))
          .map((one) => binned(one.SnapshotId, one));
      });
    },
  };
}
