import { setTimeout as timer } from 'node:timers/promises';
import { STSClient } from '@aws-sdk/client-sts';
import type { Budget } from '../core/store.ts';
import type { AwsOptions, RecordedCall } from './aws-options.ts';
import { codeOf } from './errors.ts';
import { type Agents, makeAgents } from './make-agents.ts';
import { type Clients, makeClients } from './make-clients.ts';
import { makeSessions, type Sessions } from './make-sessions.ts';
import { patience } from './patience.ts';

/** Everything calls share. */
export interface Wiring {
  readonly budget: Budget;
  readonly share: number;
  readonly sts: STSClient;
  readonly sessions: Sessions;
  readonly clients: Clients;
  readonly agents: Agents;
  readonly record: (call: RecordedCall) => void;
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly random: () => number;
}

/** Builds what calls share from the options. The SDK's default chain gives the hub's own credentials. */
export function wire(options: AwsOptions): Wiring {
  const agents = makeAgents(options.log);
  const sts = new STSClient({
    region: options.hubRegion,
    // A session may be asked for by command and job at once: the impatient settings serve both.
    maxAttempts: patience.command.attempts,
    requestHandler: agents.command,
  });
  const record = (call: RecordedCall): void => {
    options.log.debug(call, 'aws call');
    options.recordCalls?.(call);
  };
  const sessions = makeSessions(sts, ({ roleArn, onBehalfOf }, error) =>
    record({
      service: 'sts',
      action: 'AssumeRole',
      needs: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
      account: roleArn.split(':')[4] ?? '',
      region: options.hubRegion,
      runReference: onBehalfOf.reference,
      result: error === undefined ? 'ok' : codeOf(error),
    }),
  );
  return {
    budget: options.budget,
    share: options.limitShare ?? 0.5,
    sts,
    sessions,
    clients: makeClients(sessions, agents),
    agents,
    record,
    pause:
      options.pause ??
      (async (milliseconds, signal) => {
        await timer(milliseconds, undefined, { signal });
      }),
    random: options.random ?? Math.random,
  };
}
