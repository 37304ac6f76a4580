import {
  type AccountAccess,
  type Aws,
  type CallTerms,
  type OnBehalfOf,
  type Place,
  signingAccountOf,
} from '../core/aws.ts';
import { UserError } from '../core/outcome.ts';
import type { AwsOptions } from './aws-options.ts';
import type { RunScaling } from './find-launchers.ts';
import type { RunLoadBalancing } from './find-target-groups.ts';
import { makeBuildsReader, type RunBuilder } from './make-builds-reader.ts';
import { makeBuildsWriter } from './make-builds-writer.ts';
import { makeCaller } from './make-caller.ts';
import { makeConfigReader, makeConfigWriter, type RunConfig } from './make-config.ts';
import { makeCopyWriter } from './make-copies.ts';
import { makeEc2Reader, type RunEc2 } from './make-ec2-reader.ts';
import { makeEc2Writer } from './make-ec2-writer.ts';
import { makeEncryptionReader, makeEncryptionWriter } from './make-encryption.ts';
import { makeFleetReader } from './make-fleet-reader.ts';
import { makeFleetWriter } from './make-fleet-writer.ts';
import { makeInventoryReader } from './make-inventory.ts';
import { makeSignatureReader, makeSignatureWriter, type RunKms, type SigningKey } from './make-keys.ts';
import { makeLifecycleReader } from './make-lifecycle-reader.ts';
import { makeLifecycleWriter } from './make-lifecycle-writer.ts';
import { makeSharingReader, makeSharingWriter } from './make-sharing.ts';
import { makeProofs } from './remember-proofs.ts';
import { type Wiring, wire } from './wire.ts';

/** Aws with an end. */
export interface ConnectedAws extends Aws {
  /** Cuts the connections; calls under way fail. */
  close(): void;
}

/**
 * AWS for commands and jobs: one session per account, role, person and reference.
 * Credentials of the hub role come from the SDK's default chain, endpoints from AWS's own variables (`AWS_ENDPOINT_URL`).
 */
export function makeAws(options: AwsOptions): ConnectedAws {
  const wiring = wire(options);
  return { ...makeAwsOn(wiring, options), close: () => wiring.agents.close() };
}

/** The same over a wiring that exists; for `assay doctor`, which also calls AWS in ways nobody else may. */
export function makeAwsOn(wiring: Wiring, { accounts, signing }: Pick<AwsOptions, 'accounts' | 'signing'>): Aws {
  const remembering = makeProofs();
  const byId = new Map(accounts.map((account) => [account.id, account]));

  function accountAt({ account, region }: { account: string; region: string }): AccountAccess {
    const access = byId.get(account);
    if (access?.regions.includes(region)) return access;
    throw new UserError(
      'not_possible',
      access
        ? `${access.alias} (${account}) is configured without the Region ${region}.`
        : `The account ${account} is not in Assay's configuration.`,
      { hint: `Ask whoever runs Assay to add it. There are: ${accounts.map(({ alias }) => alias).join(', ')}.` },
    );
  }

  function makeSide(role: 'read' | 'write', onBehalfOf: OnBehalfOf, terms: CallTerms) {
    const ec2 = (account: AccountAccess, region: string): RunEc2 =>
      makeCaller(wiring, 'ec2', wiring.clients.ec2, { account, region, role, onBehalfOf, terms });
    const builder = (account: AccountAccess, region: string): RunBuilder =>
      makeCaller(wiring, 'imagebuilder', wiring.clients.imagebuilder, { account, region, role, onBehalfOf, terms });
    const kms = (account: AccountAccess, region: string): RunKms =>
      makeCaller(wiring, 'kms', wiring.clients.kms, { account, region, role, onBehalfOf, terms });
    const balancing = (account: AccountAccess, region: string): RunLoadBalancing =>
      makeCaller(wiring, 'elasticloadbalancing', wiring.clients.loadBalancing, {
        account,
        region,
        role,
        onBehalfOf,
        terms,
      });
    const scaling = (account: AccountAccess, region: string): RunScaling =>
      makeCaller(wiring, 'autoscaling', wiring.clients.scaling, { account, region, role, onBehalfOf, terms });
    const config = (account: AccountAccess, region: string): RunConfig =>
      makeCaller(wiring, 'config', wiring.clients.config, { account, region, role, onBehalfOf, terms });
    const reached = (keyArn: string): SigningKey | undefined => {
      const user = signingAccountOf(keyArn, accounts);
      return user && { keyArn, run: kms(user, keyArn.split(':')[3] ?? '') };
    };
    const signs = signing && reached(signing.keyArn);
    const keyring = signs && { signs, former: (signing.formerKeyArns ?? []).flatMap((arn) => reached(arn) ?? []) };
    return {
      ec2: (place: Place): RunEc2 => ec2(accountAt(place), place.region),
      kms: (place: Place): RunKms => kms(accountAt(place), place.region),
      builder: (place: Place): RunBuilder => builder(accountAt(place), place.region),
      balancing: (place: Place): RunLoadBalancing => balancing(accountAt(place), place.region),
      scaling: (place: Place): RunScaling => scaling(accountAt(place), place.region),
      config: (place: Place): RunConfig => config(accountAt(place), place.region),
      keyring,
    };
  }

  return {
    reader(onBehalfOf, terms = { patience: 'command' }) {
      const { ec2, kms, builder, balancing, scaling, config, keyring } = makeSide('read', onBehalfOf, terms);
      return {
        lifecycle: (place) => makeLifecycleReader(ec2(place)),
        builds: (place) => makeBuildsReader(builder(place), place),
        ec2: (place) => makeEc2Reader(ec2(place), place),
        sharing: (place) => makeSharingReader(ec2(place)),
        encryption: (place) => makeEncryptionReader(kms(place), ec2(place)),
        fleet: (place) => makeFleetReader(ec2(place), balancing(place)),
        inventory: (place) => makeInventoryReader(ec2(place), scaling(place)),
        config: (place) => makeConfigReader(config(place), place),
        keys: terms.remembersProofs ? remembering(makeSignatureReader(keyring)) : makeSignatureReader(keyring),
      };
    },
    writer(onBehalfOf, terms = { patience: 'job' }) {
      const { ec2, kms, builder, balancing, scaling, config, keyring } = makeSide('write', onBehalfOf, terms);
      return {
        lifecycle: (place) => makeLifecycleWriter(ec2(place)),
        builds: (place) => makeBuildsWriter(builder(place), place),
        ec2: (place) => makeEc2Writer(ec2(place), place),
        sharing: (place) => makeSharingWriter(ec2(place)),
        encryption: (place) => makeEncryptionWriter(kms(place), ec2(place)),
        fleet: (place) => makeFleetWriter(ec2(place), balancing(place)),
        copies: (place) => makeCopyWriter(ec2(place)),
        inventory: (place) => makeInventoryReader(ec2(place), scaling(place)),
        config: (place) => makeConfigWriter(config(place), place),
        keys: makeSignatureWriter(keyring),
      };
    },
  };
}
