import type { DescribeLaunchTemplatesRequest, DescribeLaunchTemplatesResult } from '@aws-sdk/client-ec2';
import { applyFilters, type FilterTable } from '../ec2-rules/filters.ts';
import { templateBy } from '../ec2-rules/launch-templates.ts';
import { page } from '../ec2-rules/paging.ts';
import { describePermission } from '../ec2-rules/permissions.ts';
import { defineEc2Action } from '../server/action.ts';
import type { LaunchTemplateRecord } from '../world/lifecycle.ts';
import { toTagList } from '../world/tag-book.ts';

const FILTERS: FilterTable<LaunchTemplateRecord> = {
  'create-time': ({ createdAt }) => [createdAt.toISOString()],
  'launch-template-name': ({ name }) => [name],
};

export const describeLaunchTemplates = defineEc2Action<DescribeLaunchTemplatesRequest, DescribeLaunchTemplatesResult>({
  name: 'DescribeLaunchTemplates',
  permissions: (_input, call) => [describePermission(call, 'DescribeLaunchTemplates')],
  handle(input, call) {
    const { LaunchTemplateIds: ids = [], LaunchTemplateNames: names = [] } = input;
    const named = [
      ...ids.map((LaunchTemplateId) => templateBy(call, { LaunchTemplateId })),
      ...names.map((LaunchTemplateName) => templateBy(call, { LaunchTemplateName })),
    ];
    const all = ids.length + names.length > 0 ? named : call.place.lifecycle.launchTemplates;
    const tagsOf = ({ id }: LaunchTemplateRecord) => call.world.tags.seen(id, call.account.id, call.account.id);
    const found = applyFilters(all, input.Filters, FILTERS, tagsOf);
    const { items, nextToken } = page(found, ({ id }) => id, input, { min: 1, max: 200 }, call.settings);
    return {
      LaunchTemplates: items.map((template) => ({
        LaunchTemplateId: template.id,
        LaunchTemplateName: template.name,
        CreateTime: template.createdAt,
        CreatedBy: `arn:aws:iam::${call.account.id}:root`,
        DefaultVersionNumber: template.defaultVersion,
        LatestVersionNumber: template.versions.length,
        Tags: toTagList(tagsOf(template)),
      })),
      NextToken: nextToken,
    };
  },
});
