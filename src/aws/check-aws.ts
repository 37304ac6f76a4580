import { CreateImageCommand, CreateTagsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { AccountAccess, OnBehalfOf } from '../core/aws.ts';
import { UserError } from '../core/outcome.ts';
import type { AwsOptions } from './aws-options.ts';
import { type Check, look } from './check.ts';
import { codeOf, translateError } from './errors.ts';
import { keyChecks } from './key-checks.ts';
import { makeAwsOn } from './make-aws.ts';
import { type Call, makeCaller } from './make-caller.ts';
import { makeEventQueue } from './make-event-queue.ts';
import { type Wiring, wire } from './wire.ts';

export interface DoctorOptions extends AwsOptions {
  /** The role Assay should be running as. */
  readonly hubRoleArn?: string | undefined;
  /** Absent: nobody puts events anywhere. */
  readonly eventQueueUrl?: string | undefined;
  /** A key the writer may put on own images: tried without writing. */
  readonly probeTagKey: string;
}

const doctor: OnBehalfOf = { reference: 'doctor', userId: 'assay' };
const patient = { patience: 'job' } as const;

async function hubCheck(wiring: Wiring, hubRoleArn: string | undefined): Promise<string> {
  const { Arn = '' } = await wiring.sts.send(new GetCallerIdentityCommand({})).catch((error: unknown) => {
    throw new UserError('aws_failed', `AWS does not know who Assay is (${codeOf(error)}).`, {
      hint: "Give the process credentials of the hub role in one of the ways AWS's SDK knows.",
      cause: error,
    });
  });
  const role = hubRoleArn?.split('/').at(-1);
  const isHub =
    !hubRoleArn || (Arn.includes(`:assumed-role/${role}/`) && Arn.includes(`:${hubRoleArn.split(':')[4]}:`));
  if (isHub) return `Assay runs as ${Arn}.`;
  throw new UserError('aws_denied', `Assay runs as ${Arn}, not as ${hubRoleArn}.`, {
    hint: 'Start it with the hub role; the roles in the accounts trust nobody else.',
  });
}

/** Both calls on the queue of events. Looking counts as receiving: after five looks that nobody follows SQS puts a message aside. */
async function queueChecks({ eventQueueUrl, hubRoleArn = '', log }: DoctorOptions): Promise<readonly Check[]> {
  if (eventQueueUrl === undefined) return [];
  const queue = makeEventQueue({ queueUrl: eventQueueUrl, hubRoleArn, log });
  try {
    return [
      await look('events', async () => {
        await queue.probe();
        return `The hub role takes events from ${eventQueueUrl}.`;
      }),
    ];
  } finally {
    queue.close();
  }
}

/** Refused or allowed, without doing it. DryRunOperation is AWS's way of saying yes. */
async function mayCall(
  call: Call<EC2Client>,
  action: 'CreateTags' | 'CreateImage',
  send: (client: EC2Client, options: { abortSignal: AbortSignal }) => Promise<unknown>,
): Promise<string> {
  await call({
    action,
    bucket: 'write',
    async send(client, options) {
      try {
        await send(client, options);
      } catch (error) {
        if (codeOf(error) !== 'DryRunOperation') throw error;
      }
    },
  });
  return `The writer role may ec2:${action}.`;
}

/**
 * Looks at everything Assay needs of AWS, live and without changing anything.
 * @returns every check in the order of the configuration; what needs a role is not tried when the role cannot be taken
 */
export async function checkAws(options: DoctorOptions): Promise<readonly Check[]> {
  const wiring = wire(options);
  const aws = makeAwsOn(wiring, options);
  const reader = aws.reader(doctor, patient);

  const roleCheck = (account: AccountAccess, word: string, roleArn: string): Promise<Check> =>
    look(`${account.alias}: ${word} role`, async () => {
      const request = { roleArn, externalId: account.externalId, onBehalfOf: doctor };
      await wiring.sessions.credentials(request).catch((error: unknown) => {
        const call = { service: 'sts', action: 'AssumeRole', region: options.hubRegion, ...patient } as const;
        throw translateError(error, { ...call, account, roleArn });
      });
      return `Assay can take ${roleArn}.`;
    });

  async function placeChecks(account: AccountAccess, region: string, mayWrite: boolean): Promise<readonly Check[]> {
    const ec2 = reader.ec2({ account: account.id, region });
    const at = `${account.alias}, ${region}`;
    const read = await look(`${at}: read`, async () => {
      await ec2.images({ owners: ['self'], limit: 1 });
      return 'The Region is enabled and the reader role sees its AMIs.';
    });
    if (!read.ok || !mayWrite) return [read];
    const by = { account, region, role: 'write', onBehalfOf: doctor, terms: patient } as const;
    const write = makeCaller(wiring, 'ec2', wiring.clients.ec2, by);
    return [
      read,
      await look(`${at}: tag AMIs`, async () => {
        const [image] = await ec2.images({ owners: ['self'], limit: 1 });
        if (!image) return 'Not tried: the account has no AMI of its own here.';
        const Tags = [{ Key: options.probeTagKey, Value: 'doctor' }];
        return write((call) =>
          mayCall(call, 'CreateTags', (client, how) =>
            client.send(new CreateTagsCommand({ DryRun: true, Resources: [image.id], Tags }), how),
          ),
        );
      }),
      await look(`${at}: create AMIs`, async () => {
        const states = [{ name: 'instance-state-name', values: ['running', 'stopped'] }];
        const found = await ec2.instances({ filters: states, limit: 50 });
        const instance = found.find(({ rootDeviceType }) => rootDeviceType === 'ebs');
        if (!instance) return 'Not tried: there is no instance here an AMI could be made of.';
        const request = { DryRun: true, InstanceId: instance.id, Name: 'assay-doctor', NoReboot: true };
        return write((call) =>
          mayCall(call, 'CreateImage', (client, how) => client.send(new CreateImageCommand(request), how)),
        );
      }),
    ];
  }

  async function accountChecks(account: AccountAccess): Promise<readonly Check[]> {
    const readRole = await roleCheck(account, 'reader', account.readRoleArn);
    const writeRole = await roleCheck(account, 'writer', account.writeRoleArn);
    const places = readRole.ok ? account.regions : [];
    const inPlaces = await Promise.all(places.map((region) => placeChecks(account, region, writeRole.ok)));
    return [readRole, writeRole, ...inPlaces.flat()];
  }

  try {
    const hub = await look('hub role', () => hubCheck(wiring, options.hubRoleArn));
    const accounts = await Promise.all(options.accounts.map(accountChecks));
    const by = { onBehalfOf: doctor, terms: patient, reader, writer: aws.writer(doctor, patient) };
    return [hub, ...accounts.flat(), ...(await keyChecks(wiring, options, by)), ...(await queueChecks(options))];
  } finally {
    wiring.agents.close();
  }
}
