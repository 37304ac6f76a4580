import type { DescribeImageUsageReportsRequest, DescribeImageUsageReportsResult } from '@aws-sdk/client-ec2';
import { applyFilters, type FilterTable } from '../ec2-rules/filters.ts';
import { page } from '../ec2-rules/paging.ts';
import { describePermission } from '../ec2-rules/permissions.ts';
import { livingReports, reportState } from '../ec2-rules/usage-reports.ts';
import { type Call, defineEc2Action } from '../server/action.ts';
import type { UsageReportRecord } from '../world/lifecycle.ts';
import { toTagList } from '../world/tag-book.ts';

const filtersFor = (call: Call): FilterTable<UsageReportRecord> => ({
  'creation-time': (report) => [new Date(report.createdAt).toISOString()],
  state: (report) => [reportState(call, report)],
});

export const describeImageUsageReports = defineEc2Action<
  DescribeImageUsageReportsRequest,
  DescribeImageUsageReportsResult
>({
  name: 'DescribeImageUsageReports',
  permissions: (_input, call) => [describePermission(call, 'DescribeImageUsageReports')],
  handle(input, call) {
    const found = applyFilters(livingReports(call, input), input.Filters, filtersFor(call));
    const { items, nextToken } = page(found, ({ id }) => id, input, { min: 1, max: 1000 });
    return {
      ImageUsageReports: items.map((report) => ({
        ImageId: report.imageId,
        ReportId: report.id,
        ResourceTypes: report.types.map(({ type }) => ({ ResourceType: type })),
        AccountIds: [...report.accountIds],
        State: reportState(call, report),
        CreationTime: new Date(report.createdAt),
        Tags: toTagList(call.world.tags.written(report.id, call.account.id)),
        ExpirationTime: new Date(report.createdAt + 30 * 86_400_000),
      })),
      NextToken: nextToken,
    };
  },
});
