import { reads } from '../core/iam.ts';
import { defineWatch, type Observation } from '../core/watch.ts';

/** AWS takes minutes, and shows a new report at once or after seconds. */
const believeMissingAfterMs = 5 * 60_000;

/** A count of an AMI's users in all accounts, on its way to being available. One call for all reports of a place. */
export const usageReportWatch = defineWatch({
  name: 'usage-report',
  iam: reads('ec2:DescribeImageUsageReports'),
  async look(targets, place, aws, now) {
    const reports = new Map((await aws.lifecycle(place).allUsageReports()).map((report) => [report.id, report]));
    return new Map(
      targets.map(({ id, since }): [string, Observation] => {
        const report = reports.get(id);
        const phase = 'AWS counts users in all accounts';
        if (!report && now.getTime() - since.getTime() < believeMissingAfterMs)
          return [id, { state: 'pending', phase }];
        if (!report) return [id, { state: 'failed', phase, reason: 'AWS does not show the report any more' }];
        if (report.state === 'available') return [id, { state: 'done', phase: 'AWS has counted' }];
        if (report.state === 'pending') return [id, { state: 'pending', phase }];
        return [id, { state: 'failed', phase, reason: report.stateReason ?? 'AWS gives no reason' }];
      }),
    );
  },
});
