import {
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { FleetReader, TargetGroupMembership } from '../core/aws-fleet.ts';
import { codeOf } from './errors.ts';
import type { Call } from './make-caller.ts';
import { required } from './shapes.ts';

/** Runs one method; all its calls share one deadline. */
export type RunLoadBalancing = <R>(work: (call: Call<ElasticLoadBalancingV2Client>) => Promise<R>) => Promise<R>;

type Sought = Parameters<FleetReader['targetGroupsOf']>[0];

/** Target groups that could have it: those of its VPC that hold instances or addresses. */
async function candidates(call: Call<ElasticLoadBalancingV2Client>, vpcId: string): Promise<readonly TargetGroup[]> {
  const found: TargetGroup[] = [];
  let Marker: string | undefined;
  do {
    const page: { TargetGroups?: TargetGroup[] | undefined; NextMarker?: string | undefined } = await call({
      action: 'DescribeTargetGroups',
      bucket: 'balancing',
      send: (client, options) =>
        client.send(new DescribeTargetGroupsCommand({ PageSize: 400, ...(Marker ? { Marker } : {}) }), options),
    });
    found.push(...(page.TargetGroups ?? []));
    Marker = page.NextMarker || undefined;
  } while (Marker !== undefined);
  return found
    .filter((group) => group.VpcId === vpcId && (group.TargetType === 'instance' || group.TargetType === 'ip'))
    .sort((a, b) => ((a.TargetGroupArn ?? '') < (b.TargetGroupArn ?? '') ? -1 : 1));
}

/**
 * Which target groups have an instance. AWS has no question for that, so each group of the VPC is asked about its
 * targets.
 */
export async function findTargetGroups(
  call: Call<ElasticLoadBalancingV2Client>,
  machine: Sought,
  most: number,
): ReturnType<FleetReader['targetGroupsOf']> {
  const all = await candidates(call, machine.vpcId);
  const asked = all.slice(0, most);
  const isIt = (id: string | undefined): boolean => id === machine.id || machine.addresses.includes(id ?? '');
  const found = await Promise.all(
    asked.map(async (group): Promise<readonly TargetGroupMembership[]> => {
      const TargetGroupArn = required(group.TargetGroupArn, 'TargetGroup.TargetGroupArn');
      const targets = await call({
        action: 'DescribeTargetHealth',
        bucket: 'balancing',
        async send(client, options) {
          try {
            const answer = await client.send(new DescribeTargetHealthCommand({ TargetGroupArn }), options);
            return answer.TargetHealthDescriptions ?? [];
          } catch (error) {
            // Deleted between the two questions: then it has nothing.
            if (codeOf(error) === 'TargetGroupNotFoundException') return [];
            throw error;
          }
        },
      });
      return targets
        .filter(({ Target }) => isIt(Target?.Id))
        .map(({ Target }) => ({
          arn: TargetGroupArn,
          name: group.TargetGroupName ?? TargetGroupArn,
          port: Target?.Port,
          by: group.TargetType === 'ip' ? ('ip' as const) : ('instance' as const),
        }));
    }),
  );
  return { groups: found.flat(), unasked: all.length - asked.length };
}
