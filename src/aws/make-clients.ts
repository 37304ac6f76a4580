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
  /** Also forgets the session: the next client gets a new one. */
  drop(request: ClientRequest): void;
}

const mostClients = 500;

/**
 * The SDK's clients, cheap to make and kept while used. Endpoints come from AWS's own variables, which the SDK reads.
 * Clients are never destroyed one by one: that would cut the connections they share.
 */
export function makeClients(sessions: Sessions, agents: Agents): Clients {
  const ec2 = makeRecent<EC2Client>(mostClients);
  const kms = makeRecent<KMSClient>(mostClients);
  const imagebuilder = makeRecent<ImagebuilderClient>(mostClients);
  const loadBalancing = makeRecent<ElasticLoadBalancingV2Client>(mostClients);
  const keyOf = ({ region, roleArn, onBehalfOf, patience: kind, once }: ClientRequest): string =>
    [region, roleArn, onBehalfOf.reference, onBehalfOf.userId, kind, once].join('\n');
  const options = (request: ClientRequest) => ({
    region: request.region,
    credentials: () => sessions.credentials(request satisfies SessionRequest),
    maxAttempts: request.once ? 1 : patience[request.patience].attempts,
    requestHandler: agents[request.patience],
  });
  return {
    ec2: (request) => ec2.get(keyOf(request), () => new EC2Client(options(request))),
    kms: (request) => kms.get(keyOf(request), () => new KMSClient(options(request))),
    imagebuilder: (request) => imagebuilder.get(keyOf(request), () => new ImagebuilderClient(options(request))),
    loadBalancing: (request) =>
      loadBalancing.get(keyOf(request), () => new ElasticLoadBalancingV2Client(options(request))),
    drop(request) {
      ec2.drop(keyOf(request));
      kms.drop(keyOf(request));
      imagebuilder.drop(keyOf(request));
      loadBalancing.drop(keyOf(request));
      sessions.forget(request);
    },
  };
}
