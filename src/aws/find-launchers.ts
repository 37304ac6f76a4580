import {
  type AutoScalingClient,
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
  DescribeLaunchConfigurationsCommand,
} from '@aws-sdk/client-auto-scaling';
import type { Launcher } from '../core/aws-inventory.ts';
import type { Call } from './make-caller.ts';
import type { RunEc2 } from './make-ec2-reader.ts';
import { eachPage, inChunks } from './pages.ts';
import { type LaunchTemplates, readLaunchTemplates, type TemplateSpecification } from './read-launch-templates.ts';
import { required, tagsOf } from './shapes.ts';

/** Runs one method; all its calls share one deadline. */
export type RunScaling = <R>(work: (call: Call<AutoScalingClient>) => Promise<R>) => Promise<R>;

/** Auto Scaling's own most for one page of groups, and for the names of one question about configurations. */
const groupsAtOnce = 100;
const namesAtOnce = 50;

/** Templates a group launches from. The policy's own is not used when every override brings another. */
function templatesOf(group: AutoScalingGroup): readonly TemplateSpecification[] {
  const mixed = group.MixedInstancesPolicy?.LaunchTemplate;
  if (!mixed) return group.LaunchTemplate ? [group.LaunchTemplate] : [];
  const overrides = mixed.Overrides ?? [];
  const own = overrides.flatMap(({ LaunchTemplateSpecification }) => LaunchTemplateSpecification ?? []);
  const isBaseUsed = overrides.length === 0 || own.length < overrides.length;
  return [...(isBaseUsed && mixed.LaunchTemplateSpecification ? [mixed.LaunchTemplateSpecification] : []), ...own];
}

/** AMIs of launch configurations, by name; a name AWS does not know is left out. */
async function configurationImages(run: RunScaling, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const images = new Map<string, string>();
  for (const LaunchConfigurationNames of inChunks(names, namesAtOnce)) {
    const answer = await run((call) =>
      call({
        action: 'DescribeLaunchConfigurations',
        bucket: 'scaling',
        send: (client, options) =>
          client.send(
            new DescribeLaunchConfigurationsCommand({ LaunchConfigurationNames: [...LaunchConfigurationNames] }),
            options,
          ),
      }),
    );
    for (const { LaunchConfigurationName, ImageId } of answer.LaunchConfigurations ?? [])
      if (LaunchConfigurationName && ImageId) images.set(LaunchConfigurationName, ImageId);
  }
  return images;
}

async function launchersOf(
  group: AutoScalingGroup,
  templates: LaunchTemplates,
  configurations: ReadonlyMap<string, string>,
  used: Set<string>,
): Promise<readonly Launcher[]> {
  const id = required(group.AutoScalingGroupName, 'AutoScalingGroup.AutoScalingGroupName');
  const about = { kind: 'auto-scaling-group', id, name: id, desired: group.DesiredCapacity } as const;
  const entry = (imageId: string, version: string | undefined): Launcher => ({
    ...about,
    version,
    imageId,
    tags: tagsOf(group.Tags),
  });
  const configured = configurations.get(group.LaunchConfigurationName ?? '');
  const byImage = new Map<string, Launcher>();
  if (configured !== undefined) byImage.set(configured, entry(configured, undefined));
  for (const specification of templatesOf(group)) {
    const found = await templates.version(specification);
    if (found) used.add(found.templateId);
    if (found?.imageId && !byImage.has(found.imageId)) byImage.set(found.imageId, entry(found.imageId, found.version));
  }
  return [...byImage.values()];
}

/** See InventoryReader.launchers. Groups that are being deleted start nothing any more. */
export async function* findLaunchers(runEc2: RunEc2, runScaling: RunScaling): AsyncGenerator<readonly Launcher[]> {
  const templates = await readLaunchTemplates(runEc2);
  const used = new Set<string>();
  const groups = eachPage(
    ({ MaxResults, ...page }) =>
      runScaling(async (call) => {
        const answer = await call({
          action: 'DescribeAutoScalingGroups',
          bucket: 'scaling',
          send: (client, options) =>
            client.send(
              new DescribeAutoScalingGroupsCommand({ ...page, MaxRecords: MaxResults, IncludeInstances: false }),
              options,
            ),
        });
        return { items: answer.AutoScalingGroups ?? [], next: answer.NextToken };
      }),
    groupsAtOnce,
  );
  for await (const page of groups) {
    const living = page.filter(({ Status }) => !Status);
    const names = living.flatMap(({ LaunchConfigurationName }) => LaunchConfigurationName || []);
    const configurations = await configurationImages(runScaling, names);
    const found: Launcher[] = [];
    for (const group of living) found.push(...(await launchersOf(group, templates, configurations, used)));
    if (found.length > 0) yield found;
  }
  for await (const page of templates.all()) {
    const found: Launcher[] = [];
    for (const { LaunchTemplateId, LaunchTemplateName, Tags } of page) {
      const id = required(LaunchTemplateId, 'LaunchTemplate.LaunchTemplateId');
      const version = used.has(id) ? undefined : await templates.version({ LaunchTemplateId: id });
      if (!version?.imageId) continue;
      found.push({
        kind: 'launch-template',
        id,
        name: LaunchTemplateName ?? id,
        version: version.version,
        imageId: version.imageId,
        desired: undefined,
        tags: tagsOf(Tags),
      });
    }
    if (found.length > 0) yield found;
  }
}
