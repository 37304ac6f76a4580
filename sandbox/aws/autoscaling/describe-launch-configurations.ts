import type { LaunchConfigurationNamesType, LaunchConfigurationsType } from '@aws-sdk/client-auto-scaling';
import { page } from '../ec2-rules/paging.ts';
import { scalingNames, scalingPages, scalingPermission } from '../scaling-rules/questions.ts';
import { defineScalingAction } from '../server/action.ts';

export const describeLaunchConfigurations = defineScalingAction<LaunchConfigurationNamesType, LaunchConfigurationsType>(
  {
    name: 'DescribeLaunchConfigurations',
    permissions: (_input, call) => [scalingPermission(call, 'DescribeLaunchConfigurations')],
    handle(input, call) {
      const wanted = scalingNames(input.LaunchConfigurationNames);
      const found = [...call.place.scaling.configurations].filter(([name]) => wanted(name));
      const { items, nextToken } = page(
        found,
        ([name]) => name,
        scalingPages(input),
        { min: 1, max: 100 },
        call.settings,
      );
      return {
        LaunchConfigurations: items.map(([name, imageId]) => ({
          LaunchConfigurationName: name,
          LaunchConfigurationARN: `arn:aws:autoscaling:${call.region}:${call.account.id}:launchConfiguration:00000000-0000-4000-8000-000000000000:launchConfigurationName/${name}`,
          ImageId: imageId,
          InstanceType: 't3.medium',
          CreatedTime: new Date(0),
        })),
        NextToken: nextToken,
      };
    },
  },
);
