import type {
  DescribeImageUsageReportEntriesRequest,
  DescribeImageUsageReportEntriesResult,
} from '@aws-sdk/client-ec2';
import { applyFilters, type FilterTable } from '../ec2-rules/filters.ts';
import { page } from '../ec2-rules/paging.ts';
import { describePermission } from '../ec2-rules/permissions.ts';
import { livingReports, reportState } from '../ec2-rules/usage-reports.ts';
import { defineEc2Action } from '../server/action.ts';

interface Entry {
  readonly reportId: string;
  readonly imageId: string;
  readonly createdAt: number;
  readonly accountId: string;
  readonly type: string;
  readonly count: number;
}

const FILTERS: FilterTable<Entry> = {
  'account-id': (entry) => [entry.accountId],
  'creation-time': (entry) => [new Date(entry.createdAt).toISOString()],
  'resource-type': (entry) => [entry.type],
};

/** A report that is not ready has no entries, which is not the same as nobody using the image. */
export const describeImageUsageReportEntries = defineEc2Action<
  DescribeImageUsageReportEntriesRequest,
  DescribeImageUsageReportEntriesResult
>({
  name: 'DescribeImageUsageReportEntries',
  permissions: (_input, call) => [describePermission(call, 'DescribeImageUsageReportEntries')],
  handle(input, call) {
    const entries = livingReports(call, input)
      .filter((report) => reportState(call, report) === 'available')
      .flatMap(({ id: reportId, imageId, createdAt, entries: all }) =>
        all.map((entry) => ({ ...entry, reportId, imageId, createdAt })),
      );
    const found = applyFilters(entries, input.Filters, FILTERS);
    const { items, nextToken } = page(found, (entry) => `${entry.reportId} ${entry.accountId} ${entry.type}`, input, {
      min: 1,
      max: 1000,
    });
    return {
      ImageUsageReportEntries: items.map((entry) => ({
        ReportId: entry.reportId,
        ImageId: entry.imageId,
        AccountId: entry.accountId,
        ResourceType: entry.type,
        UsageCount: entry.count,
        ReportCreationTime: new Date(entry.createdAt),
      })),
      NextToken: nextToken,
    };
  },
});
