import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import type { OnBehalfOf } from '../core/aws.ts';
import { makeRecent } from './make-recent.ts';

/** Temporary credentials as the SDK's clients take them. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

export interface SessionRequest {
  readonly roleArn: string;
  readonly externalId?: string | undefined;
  readonly onBehalfOf: OnBehalfOf;
}

/** Role sessions, one per role, person and reference, so CloudTrail names both. Renewed before they end. */
export interface Sessions {
  credentials(request: SessionRequest): Promise<Credentials>;
  /** AWS does not take them any more. */
  forget(request: SessionRequest): void;
}

/** Hub role to account role is role chaining, which AWS ends after an hour whatever is asked for. */
const durationSeconds = 3600;
/** The SDK asks for new credentials five minutes before the end; ours must not be the old ones then. */
const renewBeforeMs = 6 * 60_000;
const mostSessions = 1000;

/** RoleSessionName and SourceIdentity: 2 to 64 of these characters. */
const sessionWord = (value: string): string =>
  value
    .replace(/[^\w+=,.@-]/g, '-')
    .slice(0, 64)
    .padEnd(2, '-');

/**
 * Own cache instead of the SDK's fromTemporaryCredentials: sessions are shared by clients, bounded, and can be forgotten.
 * @param assumed told after every AssumeRole, with the error if there was one
 */
export function makeSessions(
  sts: STSClient,
  assumed: (request: SessionRequest, error?: unknown) => void,
  now: () => number = Date.now,
): Sessions {
  type Session = { credentials: Promise<Credentials>; usableUntil: number };
  const sessions = makeRecent<Session>(mostSessions);
  const keyOf = ({ roleArn, onBehalfOf }: SessionRequest): string =>
    [roleArn, onBehalfOf.reference, onBehalfOf.userId].join('\n');

  async function assume(request: SessionRequest): Promise<Credentials> {
    const { Credentials: given } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: request.roleArn,
        RoleSessionName: sessionWord(request.onBehalfOf.reference),
        SourceIdentity: sessionWord(request.onBehalfOf.userId),
        DurationSeconds: durationSeconds,
        ...(request.externalId === undefined ? {} : { ExternalId: request.externalId }),
      }),
    );
    if (!given?.AccessKeyId || !given.SecretAccessKey || !given.SessionToken || !given.Expiration)
      throw new Error(`sts:AssumeRole of ${request.roleArn} answered without credentials`);
    return {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      sessionToken: given.SessionToken,
      expiration: given.Expiration,
    };
  }

  function start(request: SessionRequest): Session {
    const session: Session = { credentials: assume(request), usableUntil: Number.POSITIVE_INFINITY };
    session.credentials.then(
      ({ expiration }) => {
        session.usableUntil = expiration.getTime() - renewBeforeMs;
        assumed(request);
      },
      (error: unknown) => {
        sessions.drop(keyOf(request));
        assumed(request, error);
      },
    );
    return session;
  }

  return {
    credentials(request) {
      const key = keyOf(request);
      const known = sessions.get(key, () => start(request));
      if (known.usableUntil > now()) return known.credentials;
      sessions.drop(key);
      return sessions.get(key, () => start(request)).credentials;
    },
    forget: (request) => sessions.drop(keyOf(request)),
  };
}
