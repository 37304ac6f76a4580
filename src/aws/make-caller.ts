import type { AccountAccess, CallTerms, OnBehalfOf } from '../core/aws.ts';
import type { AwsService } from './aws-options.ts';
import type { Where } from './error-words.ts';
import { codeOf, notSent, translateError } from './errors.ts';
import type { ClientRequest } from './make-clients.ts';
import { type Bucket, takeBudget } from './take-budget.ts';
import type { Wiring } from './wire.ts';
import { unlessAborted, withDeadline } from './with-deadline.ts';

/** Who calls, where, how patiently. */
export interface Identity {
  readonly account: AccountAccess;
  readonly region: string;
  readonly role: 'read' | 'write';
  readonly onBehalfOf: OnBehalfOf;
  readonly terms: CallTerms;
}

/** One API call. */
export interface Request<Client, T> {
  readonly action: string;
  readonly bucket: Bucket;
  /** IAM actions besides its own. */
  readonly alsoNeeds?: readonly string[];
  readonly once?: boolean;
  /** Codes after which it is sent again here, since the SDK does not; with jitter, six times in all. */
  readonly againOn?: readonly string[];
  send(client: Client, options: { readonly abortSignal: AbortSignal }): Promise<T>;
}

export type Call<Client> = <T>(request: Request<Client, T>) => Promise<T>;

type Attempt<T> = { readonly value: T } | { readonly code: string; readonly error: Error };

const expired = ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired'];
const mostTries = 6;

/**
 * The one way to AWS: budget, session, call, record, translated error, in that order.
 * @returns a function that runs one method of a port; all its calls share one deadline
 */
export function makeCaller<Client>(
  wiring: Wiring,
  service: AwsService,
  clientOf: (request: ClientRequest) => Client,
  identity: Identity,
): <R>(work: (call: Call<Client>) => Promise<R>) => Promise<R> {
  const { account, region, role, onBehalfOf, terms } = identity;
  const roleArn = role === 'read' ? account.readRoleArn : account.writeRoleArn;

  const whereOf = (action: string): Where => ({ service, action, account, region, roleArn, patience: terms.patience });

  async function attempt<T>(request: Request<Client, T>, signal: AbortSignal): Promise<Attempt<T>> {
    const wanted: ClientRequest = {
      region,
      roleArn,
      externalId: account.externalId,
      onBehalfOf,
      patience: terms.patience,
      once: request.once ?? false,
    };
    // The session first: a refusal of the role itself must not read like a refusal of the call.
    await unlessAborted(wiring.sessions.credentials(wanted), signal).catch((error: unknown) => {
      const where: Where = { ...whereOf('AssumeRole'), service: 'sts' };
      throw translateError(signal.aborted ? signal.reason : error, where);
    });
    const record = (result: string): void =>
      wiring.record({
        service,
        action: request.action,
        needs: [`${service}:${request.action}`, ...(request.alsoNeeds ?? [])],
        account: account.id,
        region,
        runReference: onBehalfOf.reference,
        result,
      });
    try {
      const value = await request.send(clientOf(wanted), { abortSignal: signal });
      record('ok');
      return { value };
    } catch (error) {
      const seen: unknown = signal.aborted ? signal.reason : error;
      const code = codeOf(seen);
      record(code);
      if (expired.includes(code)) wiring.clients.drop(wanted);
      return { code, error: translateError(seen, whereOf(request.action)) };
    }
  }

  async function call<T>(request: Request<Client, T>, signal: AbortSignal): Promise<T> {
    const where = whereOf(request.action);
    const outOfTime = (error: unknown): never => {
      throw signal.aborted ? notSent('time', 1000, where) : error;
    };
    for (let tries = 1; ; tries += 1) {
      const wait = await takeBudget(
        { account: account.id, region, bucket: request.bucket, patience: terms.patience, signal },
        wiring,
      ).catch(outOfTime);
      if (wait > 0) throw notSent('budget', wait, where);
      const answer = await attempt(request, signal);
      if ('value' in answer) return answer.value;
      const { code, error } = answer;
      const again = request.againOn?.includes(code) ? tries < mostTries : expired.includes(code) && tries === 1;
      if (!again || signal.aborted) throw error;
      // Jitter over half: two writers that met once should not meet again.
      const pause = Math.min(4000, 250 * 2 ** (tries - 1)) * (0.5 + wiring.random() / 2);
      await wiring.pause(pause, signal).catch(outOfTime);
    }
  }

  return async (work) =>
    withDeadline(terms, async (signal) => {
      try {
        return await work((request) => call(request, signal));
      } catch (error) {
        // The caller ended it: its own reason says more than our sentence about AWS.
        if (terms.signal?.aborted) throw terms.signal.reason;
        throw error;
      }
    });
}
