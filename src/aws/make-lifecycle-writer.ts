import {
  CreateImageUsageReportCommand,
  DeleteImageUsageReportCommand,
  DeregisterImageCommand,
  DisableImageCommand,
  DisableImageDeprecationCommand,
  EnableImageCommand,
  EnableImageDeprecationCommand,
  RestoreImageFromRecycleBinCommand,
  RestoreSnapshotFromRecycleBinCommand,
} from '@aws-sdk/client-ec2';
import type { LifecycleWriter } from '../core/aws-lifecycle.ts';
import type { RunEc2 } from './make-ec2-reader.ts';
import { makeLifecycleReader } from './make-lifecycle-reader.ts';
import { required, tagList } from './shapes.ts';

/** Ends AMIs of one account and Region, and brings them back. */
export function makeLifecycleWriter(run: RunEc2): LifecycleWriter {
  return {
    ...makeLifecycleReader(run),
    async deprecate(imageId, at) {
      await run((call) =>
        call({
          action: 'EnableImageDeprecation',
          bucket: 'write',
          send: (client, options) =>
            client.send(new EnableImageDeprecationCommand({ ImageId: imageId, DeprecateAt: at }), options),
        }),
      );
    },
    async cancelDeprecation(imageId) {
      await run((call) =>
        call({
          action: 'DisableImageDeprecation',
          bucket: 'write',
          send: (client, options) => client.send(new DisableImageDeprecationCommand({ ImageId: imageId }), options),
        }),
      );
    },
    async disable(imageId) {
      await run((call) =>
        call({
          action: 'DisableImage',
          bucket: 'write',
          // A second one is refused by AWS and would look like a failure of the first.
          once: true,
          send: (client, options) => client.send(new DisableImageCommand({ ImageId: imageId }), options),
        }),
      );
    },
    async enable(imageId) {
      await run((call) =>
        call({
          action: 'EnableImage',
          bucket: 'write',
          once: true,
          send: (client, options) => client.send(new EnableImageCommand({ ImageId: imageId }), options),
        }),
      );
    },
    async deregister(imageId, { withSnapshots }) {
      return run(async (call) => {
        const answer = await call({
          action: 'DeregisterImage',
          bucket: 'write',
          // What became of the snapshots stands in the first answer only.
          once: true,
          ...(withSnapshots ? { alsoNeeds: ['ec2:DeleteSnapshot'] } : {}),
          send: (client, options) =>
            client.send(
              new DeregisterImageCommand({ ImageId: imageId, DeleteAssociatedSnapshots: withSnapshots }),
              options,
            ),
        });
        return (answer.DeleteSnapshotResults ?? []).map(({ SnapshotId, ReturnCode }) => ({
          snapshotId: required(SnapshotId, 'DeleteSnapshotResult.SnapshotId'),
          outcome: ReturnCode ?? 'internal-error',
        }));
      });
    },
    async createUsageReport(imageId, token, tags) {
      return run(async (call) => {
        const answer = await call({
          action: 'CreateImageUsageReport',
          bucket: 'write',
          alsoNeeds: ['ec2:CreateTags'],
          send: (client, options) =>
            client.send(
              new CreateImageUsageReportCommand({
                ImageId: imageId,
                ClientToken: token,
                TagSpecifications: [{ ResourceType: 'image-usage-report', Tags: tagList(tags) }],
                ResourceTypes: [
                  { ResourceType: 'ec2:Instance' },
                  {
                    ResourceType: 'ec2:LaunchTemplate',
                    ResourceTypeOptions: [{ OptionName: 'version-depth', OptionValues: ['100'] }],
                  },
                  { ResourceType: 'imagebuilder:ImageRecipe' },
                  { ResourceType: 'imagebuilder:ContainerRecipe' },
                ],
              }),
              options,
            ),
        });
        return required(answer.ReportId, 'CreateImageUsageReport.ReportId');
      });
    },
    async deleteUsageReport(reportId) {
      await run((call) =>
        call({
          action: 'DeleteImageUsageReport',
          bucket: 'write',
          send: (client, options) => client.send(new DeleteImageUsageReportCommand({ ReportId: reportId }), options),
        }),
      );
    },
    async restoreImage(imageId) {
      await run((call) =>
        call({
          action: 'RestoreImageFromRecycleBin',
          bucket: 'write',
          once: true,
          send: (client, options) => client.send(new RestoreImageFromRecycleBinCommand({ ImageId: imageId }), options),
        }),
      );
    },
    async restoreSnapshot(snapshotId) {
      await run((call) =>
        call({
          action: 'RestoreSnapshotFromRecycleBin',
          bucket: 'write',
          once: true,
          send: (client, options) =>
            client.send(new RestoreSnapshotFromRecycleBinCommand({ SnapshotId: snapshotId }), options),
        }),
      );
    },
  };
}
