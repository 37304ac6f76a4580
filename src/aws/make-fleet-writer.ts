import { RunInstancesCommand, StopInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { ebsOperations } from '../core/aws-encryption.ts';
import type { FleetWriter, NewMachine } from '../core/aws-fleet.ts';
import { codeOf } from './errors.ts';
import type { RunLoadBalancing } from './find-target-groups.ts';
import type { RunEc2 } from './make-ec2-reader.ts';
import { makeFleetReader } from './make-fleet-reader.ts';
import { required } from './shapes.ts';
import { toRunInstances } from './to-run-instances.ts';

/** IAM actions a launch needs besides its own. */
const besides = (machine: NewMachine): readonly string[] => [
  ...(Object.keys(machine.tags).length + Object.keys(machine.partTags).length > 0 ? ['ec2:CreateTags'] : []),
  ...(machine.profile ? ['iam:PassRole'] : []),
  // For the volumes of encrypted snapshots: EC2 asks KMS in the caller's name, and only then it shows.
  ...ebsOperations.map((operation) => `kms:${operation}`),
];

/** Writes to the instances of one account and Region. */
export function makeFleetWriter(run: RunEc2, runLoadBalancing: RunLoadBalancing): FleetWriter {
  return {
    ...makeFleetReader(run, runLoadBalancing),
    async run(machine) {
      return run(async (call) => {
        const answer = await call({
          action: 'RunInstances',
          bucket: 'launch',
          alsoNeeds: besides(machine),
          send: (client, options) => client.send(new RunInstancesCommand(toRunInstances(machine)), options),
        });
        return { instanceId: required(answer.Instances?.[0]?.InstanceId, 'RunInstances.Instances[0].InstanceId') };
      });
    },
    async mayRun(machine) {
      await run((call) =>
        call({
          action: 'RunInstances',
          bucket: 'launch',
          alsoNeeds: besides(machine),
          async send(client, options) {
            try {
              await client.send(new RunInstancesCommand({ ...toRunInstances(machine), DryRun: true }), options);
            } catch (error) {
              if (codeOf(error) !== 'DryRunOperation') throw error;
            }
          },
        }),
      );
    },
    async stop(instanceId) {
      await run((call) =>
        call({
          action: 'StopInstances',
          bucket: 'write',
          send: (client, options) => client.send(new StopInstancesCommand({ InstanceIds: [instanceId] }), options),
        }),
      );
    },
    async terminate(instanceId) {
      await run((call) =>
        call({
          action: 'TerminateInstances',
          bucket: 'terminate',
          async send(client, options) {
            try {
              await client.send(new TerminateInstancesCommand({ InstanceIds: [instanceId] }), options);
            } catch (error) {
              // Forgotten by AWS an hour or so after its end: what was wanted is so.
              if (codeOf(error) !== 'InvalidInstanceID.NotFound') throw error;
            }
          },
        }),
      );
    },
  };
}
