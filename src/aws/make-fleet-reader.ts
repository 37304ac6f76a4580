import {
  DescribeAddressesCommand,
  DescribeAvailabilityZonesCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstanceCreditSpecificationsCommand,
  DescribeInstanceStatusCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  type InstanceAttributeName,
} from '@aws-sdk/client-ec2';
import type { Filter } from '../core/aws.ts';
import type { FleetReader } from '../core/aws-fleet.ts';
import { describeInstances, describeVolumes } from './describe.ts';
import { findTargetGroups, type RunLoadBalancing } from './find-target-groups.ts';
import type { RunEc2 } from './make-ec2-reader.ts';
import { allPages, collect, inChunks, portions } from './pages.ts';
import { filterList, required } from './shapes.ts';
import { toMachine, toMachineVolume, toSubnet } from './to-machine.ts';

interface Selection {
  readonly ids?: readonly string[];
  readonly filters?: readonly Filter[];
}

/** Reads the instances of one account and Region, and what surrounds them. */
export function makeFleetReader(run: RunEc2, runLoadBalancing: RunLoadBalancing): FleetReader {
  return {
    machines: (query: Selection) => run((call) => describeInstances(call, query, toMachine)),
    async attributes(InstanceId) {
      return run(async (call) => {
        const ask = (Attribute: InstanceAttributeName) =>
          call({
            action: 'DescribeInstanceAttribute',
            bucket: 'read',
            send: (client, options) =>
              client.send(new DescribeInstanceAttributeCommand({ InstanceId, Attribute }), options),
          });
        const [userData, termination, stop, shutdown] = await Promise.all([
          ask('userData'),
          ask('disableApiTermination'),
          ask('disableApiStop'),
          ask('instanceInitiatedShutdownBehavior'),
        ]);
        return {
          userData: userData.UserData?.Value || undefined,
          terminationProtection: termination.DisableApiTermination?.Value ?? false,
          stopProtection: stop.DisableApiStop?.Value ?? false,
          shutdownBehavior: shutdown.InstanceInitiatedShutdownBehavior?.Value === 'terminate' ? 'terminate' : 'stop',
        };
      });
    },
    volumes: (ids) => run((call) => describeVolumes(call, ids, toMachineVolume)),
    async subnets({ ids, filters }: Selection) {
      return run((call) =>
        collect(portions('subnet-id', ids, filters), undefined, (Filters) =>
          allPages(async (page) => {
            const answer = await call({
              action: 'DescribeSubnets',
              bucket: 'read',
              send: (client, options) =>
                client.send(
                  new DescribeSubnetsCommand({ ...page, ...(Filters.length > 0 ? { Filters } : {}) }),
                  options,
                ),
            });
            return { items: (answer.Subnets ?? []).map(toSubnet), next: answer.NextToken };
          }),
        ),
      );
    },
    async securityGroups(filters) {
      return run((call) =>
        allPages(async (page) => {
          const answer = await call({
            action: 'DescribeSecurityGroups',
            bucket: 'read',
            send: (client, options) =>
              client.send(new DescribeSecurityGroupsCommand({ ...page, Filters: filterList(filters) }), options),
          });
          const items = (answer.SecurityGroups ?? []).map(({ GroupId, GroupName, VpcId }) => ({
            id: required(GroupId, 'SecurityGroup.GroupId'),
            name: GroupName ?? '',
            vpcId: VpcId ?? '',
          }));
          return { items, next: answer.NextToken };
        }),
      );
    },
    async zones() {
      return run(async (call) => {
        const answer = await call({
          action: 'DescribeAvailabilityZones',
          bucket: 'read',
          send: (client, options) => client.send(new DescribeAvailabilityZonesCommand({}), options),
        });
        return (answer.AvailabilityZones ?? [])
          .filter(
            ({ State, ZoneType }) => State === 'available' && (ZoneType ?? 'availability-zone') === 'availability-zone',
          )
          .map(({ ZoneName }) => required(ZoneName, 'AvailabilityZone.ZoneName'))
          .sort();
      });
    },
    async zonesOffering(type) {
      return run(async (call) => {
        const found = await allPages(async (page) => {
          const answer = await call({
            action: 'DescribeInstanceTypeOfferings',
            bucket: 'read',
            send: (client, options) =>
              client.send(
                new DescribeInstanceTypeOfferingsCommand({
                  ...page,
                  LocationType: 'availability-zone',
                  Filters: [{ Name: 'instance-type', Values: [type] }],
                }),
                options,
              ),
          });
          const items = (answer.InstanceTypeOfferings ?? []).map(({ Location }) => required(Location, 'Location'));
          return { items, next: answer.NextToken };
        });
        return [...found].sort();
      });
    },
    async health(ids) {
      return run((call) =>
        // Unlike other ids these cannot stand in a filter: one that AWS does not know fails the call.
        collect(inChunks(ids, 100), undefined, async (chunk) => {
          const InstanceIds = [...chunk];
          const answer = await call({
            action: 'DescribeInstanceStatus',
            bucket: 'read',
            send: (client, options) =>
              client.send(new DescribeInstanceStatusCommand({ InstanceIds, IncludeAllInstances: true }), options),
          });
          return (answer.InstanceStatuses ?? []).map((status) => ({
            instanceId: required(status.InstanceId, 'InstanceStatus.InstanceId'),
            state: status.InstanceState?.Name ?? '',
            system: status.SystemStatus?.Status ?? '',
            instance: status.InstanceStatus?.Status ?? '',
            volumes: status.AttachedEbsStatus?.Status ?? 'not-applicable',
          }));
        }),
      );
    },
    async credits(instanceId) {
      return run(async (call) => {
        const answer = await call({
          action: 'DescribeInstanceCreditSpecifications',
          bucket: 'read',
          send: (client, options) =>
            client.send(
              new DescribeInstanceCreditSpecificationsCommand({
                Filters: [{ Name: 'instance-id', Values: [instanceId] }],
              }),
              options,
            ),
        });
        return answer.InstanceCreditSpecifications?.[0]?.CpuCredits;
      });
    },
    async elasticAddresses(instanceId) {
      return run(async (call) => {
        const answer = await call({
          action: 'DescribeAddresses',
          bucket: 'read',
          send: (client, options) =>
            client.send(
              new DescribeAddressesCommand({ Filters: [{ Name: 'instance-id', Values: [instanceId] }] }),
              options,
            ),
        });
        return (answer.Addresses ?? [])
          .map(({ AllocationId, PublicIp, PrivateIpAddress }) => ({
            allocationId: AllocationId ?? '',
            address: required(PublicIp, 'Address.PublicIp'),
            privateAddress: PrivateIpAddress,
          }))
          .sort((a, b) => (a.address < b.address ? -1 : 1));
      });
    },
    targetGroupsOf: async (machine, most) => runLoadBalancing((call) => findTargetGroups(call, machine, most)),
  };
}
