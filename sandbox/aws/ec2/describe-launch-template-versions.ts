import type { DescribeLaunchTemplateVersionsRequest, DescribeLaunchTemplateVersionsResult } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { isAlias, presentVersion, templateBy, versionNumber } from '../ec2-rules/launch-templates.ts';
import { page } from '../ec2-rules/paging.ts';
import { describePermission } from '../ec2-rules/permissions.ts';
import { type Call, defineEc2Action } from '../server/action.ts';
import type { LaunchTemplateRecord } from '../world/lifecycle.ts';

interface Row {
  readonly template: LaunchTemplateRecord;
  readonly number: number;
}

/** Versions of one template, or the `$Latest` and `$Default` of all of them. */
export const describeLaunchTemplateVersions = defineEc2Action<
  DescribeLaunchTemplateVersionsRequest,
  DescribeLaunchTemplateVersionsResult
>({
  name: 'DescribeLaunchTemplateVersions',
  permissions: (input, call) => [
    describePermission(call, 'DescribeLaunchTemplateVersions'),
    // EC2 asks SSM in the caller's name. That it says so in aws:CalledVia is not documented for this call.
    ...(input.ResolveAlias === true && rowsOf(input, call).some(({ template, number }) => isAlias(template, number))
      ? [
          {
            action: 'ssm:GetParameters',
            resource: '*',
            resourceAccountId: call.account.id,
            context: { 'aws:CalledVia': ['ec2.amazonaws.com'] },
          },
        ]
      : []),
  ],
  handle(input, call) {
    const idOf = ({ template, number }: Row) => `${template.id} ${String(number).padStart(6, '0')}`;
    const { items, nextToken } = page(rowsOf(input, call), idOf, input, { min: 1, max: 200 }, call.settings);
    return {
      LaunchTemplateVersions: items.map(({ template, number }) =>
        presentVersion(call, template, number, input.ResolveAlias === true),
      ),
      NextToken: nextToken,
    };
  },
});

function rowsOf(input: DescribeLaunchTemplateVersionsRequest, call: Call): readonly Row[] {
  const { LaunchTemplateId, LaunchTemplateName, Versions = [] } = input;
  const distinct = (template: LaunchTemplateRecord, numbers: readonly number[]): readonly Row[] =>
    [...new Set(numbers)].map((number) => ({ template, number }));
  if (LaunchTemplateId === undefined && LaunchTemplateName === undefined) {
    if (Versions.length === 0 || Versions.some((version) => version !== '$Latest' && version !== '$Default')) {
      throw new AwsError('MissingParameter', 'Either LaunchTemplateId or LaunchTemplateName must be specified.');
    }
    return call.place.lifecycle.launchTemplates.flatMap((template) =>
      distinct(
        template,
        Versions.map((version) => versionNumber(template, version)),
      ),
    );
  }
  const template = templateBy(call, {
    ...(LaunchTemplateId === undefined ? {} : { LaunchTemplateId }),
    ...(LaunchTemplateName === undefined ? {} : { LaunchTemplateName }),
  });
  const all = template.versions.map((_, index) => index + 1);
  return distinct(template, Versions.length === 0 ? all : Versions.map((version) => versionNumber(template, version)));
}
