import { randomBytes } from 'node:crypto';
import { newCapitals } from '../ids.ts';
import type { Session } from './session.ts';

export interface Credential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
  readonly expiration: Date | undefined;
  readonly session: Session;
}

/** Access keys the fake has given out. A key it did not give out is unknown to it, as to AWS. */
export interface CredentialStore {
  find(accessKeyId: string): Credential | undefined;
  /** The long-term keys of a role (as an instance profile has them) or of a user; the same ones every time. */
  longTerm(principalArn: string): Credential;
  /** New temporary keys for a session. */
  temporary(session: Session, expiration: Date): Credential;
  /** All temporary keys are as old as they can be. */
  expire(now: Date): void;
}

/** An empty store. */
export function makeCredentialStore(): CredentialStore {
  const credentials = new Map<string, Credential>();
  const longTerm = new Map<string, Credential>();
  const add = (credential: Credential): Credential => {
    credentials.set(credential.accessKeyId, credential);
    return credential;
  };
  return {
    find: (accessKeyId) => credentials.get(accessKeyId),
    longTerm(principalArn) {
      const existing = longTerm.get(principalArn);
      if (existing !== undefined) {
        return existing;
      }
      const credential = add({
        accessKeyId: `AKIA${newCapitals(16)}`,
        secretAccessKey: newSecret(),
        sessionToken: undefined,
        expiration: undefined,
        session: ownSession(principalArn),
      });
      longTerm.set(principalArn, credential);
      return credential;
    },
    expire(now) {
      for (const [id, credential] of credentials)
        if (credential.expiration) credentials.set(id, { ...credential, expiration: now });
    },
    temporary: (session, expiration) =>
      add({
        accessKeyId: `ASIA${newCapitals(16)}`,
        secretAccessKey: newSecret(),
        sessionToken: randomBytes(192).toString('base64'),
        expiration,
        session,
      }),
  };
}

function ownSession(principalArn: string): Session {
  const match = /^arn:aws:iam::(\d{12}):(role|user)\/(?:.*\/)?([\w+=,.@-]+)$/.exec(principalArn);
  if (match?.[1] === undefined || match[3] === undefined) {
    throw new Error(`not a role or user ARN: ${principalArn}`);
  }
  const isRole = match[2] === 'role';
  const instance = 'i-0b07000000000b071';
  return {
    accountId: match[1],
    principalArn,
    arn: isRole ? `arn:aws:sts::${match[1]}:assumed-role/${match[3]}/${instance}` : principalArn,
    userId: isRole ? `AROA${newCapitals(17)}:${instance}` : `AIDA${newCapitals(17)}`,
    isRole,
    sourceIdentity: undefined,
    tags: new Map(),
    transitiveTagKeys: [],
    sessionPolicy: undefined,
  };
}

function newSecret(): string {
  return randomBytes(30).toString('base64');
}
