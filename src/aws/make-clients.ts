import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ImagebuilderClient } from '@aws-sdk/client-imagebuilder';
import { KMSClient } from '@aws-sdk/client-kms';
import type { OnBehalfOf } from '../core/aws.ts';
import type { Agents } from './make-agents.ts';
import { makeRecent } from './make-recent.ts';
import type { SessionRequest, Sessions } from './make-sessions.ts';
import { patience } from './patience.ts';

/** What a client is made for. */
export interface ClientRequest {
  readonly region: string;
  readonly roleArn: string;
  readonly externalId?: string | undefined;
  readonly onBehalfOf: OnBehalfOf;
  readonly patience: 'command' | 'job';
  /** No tries by the SDK itself: the call must not happen twice. */
  readonly once: boolean;
}

export interface Clients {
  ec2(request: ClientRequest): EC2Client;
  kms(request: ClientRequest): KMSClient;
  imagebuilder(request: ClientRequest): ImagebuilderClient;
  loadBalancing(request: ClientRequest): ElasticLoadBalancingV2Client;
  scaling(request: ClientRequest): AutoScalingClient;
  config(request: ClientRequest): ConfigServiceClient;
  /** Also forgets the session: the next client gets a new one. */
  drop(request: ClientRequest): void;
}

const mostClients = 500;

/**
 * The SDK's clients, cheap to make and kept while used. Endpoints come from AWS's own variables, which the SDK reads.
 * Clients are never destroyed one by one: that would cut the connections they share.
 */
export function makeClients(sessions: Sessions, agents: Agents): Clients {
  const keyOf = ({ region, roleArn, onBehalfOf, patience: kind, once }: ClientRequest): string =>
    [region, roleArn, onBehalfOf.reference, onBehalfOf.userId, kind, once].join('\n');
  const options = (request: ClientRequest) => ({
    region: request.region,
    credentials: () => sessions.credentials(request satisfies SessionRequest),
    maxAttempts: request.once ? 1 : patience[request.patience].attempts,
    requestHandler: agents[request.patience],
  });
  const drops: ((key: string) => void)[] = [];
  const kept = <Client>(make: (how: ReturnType<typeof options>) => Client): ((request: ClientRequest) => Client) => {
    const recent = makeRecent<Client>(mostClients);
    drops.push((key) => recent.drop(key));
    return (request) => recent.get(keyOf(request), () => make(options(request)));
  };
  return {
    ec2: kept((how) => new EC2Client(how)),
    kms: kept((how) => new KMSClient(how)),
    imagebuilder: kept((how) => new ImagebuilderClient(how)),
    loadBalancing: kept((how) => new ElasticLoadBalancingV2Client(how)),
    scaling: kept((how) => new AutoScalingClient(how)),
    config: kept((how) => new ConfigServiceClient(how)),
    drop(request) {
      for (const drop of drops) drop(keyOf(request));
      sessions.forget(request);
    },
  };
}
