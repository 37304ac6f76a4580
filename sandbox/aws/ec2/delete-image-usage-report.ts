import type { DeleteImageUsageReportRequest, DeleteImageUsageReportResult } from '@aws-sdk/client-ec2';
import { livingReports } from '../ec2-rules/usage-reports.ts';
import { defineEc2Action, given } from '../server/action.ts';

export const deleteImageUsageReport = defineEc2Action<DeleteImageUsageReportRequest, DeleteImageUsageReportResult>({
  name: 'DeleteImageUsageReport',
  bucket: 'write',
  permissions: (input, call) => [
    {
      action: 'ec2:DeleteImageUsageReport',
      resource: `arn:aws:ec2:${call.region}:${call.account.id}:image-usage-report/${given(input.ReportId, 'reportId')}`,
      resourceAccountId: call.account.id,
    },
  ],
  handle(input, call) {
    const id = given(input.ReportId, 'reportId');
    livingReports(call, { ReportIds: [id] });
    call.place.lifecycle.usageReports.delete(id);
    // Its tags go with it.
    call.world.tags.remove(id, call.account.id, [...call.world.tags.written(id, call.account.id).keys()]);
    return { Return: true };
  },
});
