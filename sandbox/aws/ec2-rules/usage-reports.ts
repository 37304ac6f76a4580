import { AwsError } from '../aws-error.ts';
import type { Call } from '../server/action.ts';
import type { UsageReportRecord } from '../world/lifecycle.ts';

const LIFE_MS = 30 * 86_400_000;

export const reportState = (call: Call, report: UsageReportRecord): 'pending' | 'available' =>
  report.availableAt <= call.now() ? 'available' : 'pending';

/**
 * Reports of this account that have not expired, narrowed to ids.
 *
 * @throws AwsError `InvalidImageUsageReportId.NotFound` for a report that is not there
 */
export function livingReports(
  call: Call,
  wanted: { readonly ReportIds?: readonly string[] | undefined; readonly ImageIds?: readonly string[] | undefined },
): readonly UsageReportRecord[] {
  const all = [...call.place.lifecycle.usageReports.values()].filter(
    (report) => report.createdAt + LIFE_MS > call.now(),
  );
  const missing = wanted.ReportIds?.find((id) => !all.some((report) => report.id === id));
  if (missing !== undefined) {
    throw new AwsError('InvalidImageUsageReportId.NotFound', `The image usage report '${missing}' does not exist.`);
  }
  return all
    .filter(({ id }) => !wanted.ReportIds?.length || wanted.ReportIds.includes(id))
    .filter(({ imageId }) => !wanted.ImageIds?.length || wanted.ImageIds.includes(imageId));
}
