import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import * as autoscaling from '@aws-sdk/client-auto-scaling';
import * as config from '@aws-sdk/client-config-service';
import * as ec2 from '@aws-sdk/client-ec2';
import * as elasticloadbalancing from '@aws-sdk/client-elastic-load-balancing-v2';
import * as imagebuilder from '@aws-sdk/client-imagebuilder';
import * as kms from '@aws-sdk/client-kms';
import * as sqs from '@aws-sdk/client-sqs';
import * as sts from '@aws-sdk/client-sts';
import type { AwsCall, Fault } from '../../contract.ts';
import { AwsError } from '../aws-error.ts';
import type { Authorize } from '../identity/authorize.ts';
import type { CredentialStore } from '../identity/credential-store.ts';
import type { Policies } from '../identity/policy-set.ts';
import type { Session } from '../identity/session.ts';
import { verifySignature } from '../identity/verify-signature.ts';
import { decodeQuery } from '../wire/decode-query.ts';
import { decodeJson } from '../wire/json.ts';
import { decodeRest } from '../wire/rest-json.ts';
import { type OperationShapes, operationShapes } from '../wire/schema.ts';
import { placeOf } from '../world/places.ts';
import type { World } from '../world/world.ts';
import type { Action, Call } from './action.ts';
import type { Faults } from './faults.ts';
import type { Interceptor, SeenCall } from './interceptor.ts';
import { permissionError } from './permission-error.ts';
import { type Answer, encodeError, encodeResult, signatureError } from './protocol.ts';
import { type RawCall, readCall } from './read-call.ts';
import type { Settings } from './settings.ts';
import type { makeThrottle } from './throttle.ts';

const CLIENTS = { ec2, autoscaling, config, elasticloadbalancing, kms, sqs, sts, imagebuilder };

/** What a service calls a fault of its own. */
const FAULTS: Partial<Record<Action['service'], string>> = {
  imagebuilder: 'ServiceException',
  kms: 'KMSInternalException',
  config: 'InternalFailure',
  sqs: 'InternalError',
};

export interface Machine {
  readonly world: World;
  readonly policies: Policies;
  readonly credentials: CredentialStore;
  readonly settings: Settings;
  readonly faults: Faults;
  readonly actions: ReadonlyMap<string, Action>;
  readonly authorize: Authorize;
  readonly throttle: ReturnType<typeof makeThrottle>;
  interceptor: Interceptor;
  now(): number;
  record(call: AwsCall): void;
  recordUnknown(call: string): void;
}

/** The answer, or `lost` when the work is done and the connection must be cut. */
export type Handled = Answer | 'lost';

/** Answers one request: signature, faults, throttling, IAM, dry run, then the action itself. */
export async function handleCall(machine: Machine, request: IncomingMessage, body: Buffer): Promise<Handled> {
  const requestId = randomUUID();
  const raw = readCall(request, body);
  if (raw === undefined) {
    machine.recordUnknown(`${request.method ?? ''} ${request.url ?? ''}`);
    return unknownCall(
      'The fake AWS speaks EC2, Auto Scaling, ELB v2, STS (form), KMS, Config, SQS (JSON) and Image Builder (REST JSON) only',
    );
  }
  const signature = verifySignature(request, body, machine.credentials, machine.now());
  if (!signature.ok) {
    const error = new AwsError(...signatureError(raw.service, signature.problem));
    machine.record(makeRecord(machine, raw, undefined, '', error.code));
    return encodeError(raw.service, error, requestId);
  }
  const { session } = signature.credential;
  const action = machine.actions.get(`${raw.service}:${raw.action}`);
  if (action === undefined) {
    machine.recordUnknown(`${raw.service}:${raw.action}`);
    machine.record(makeRecord(machine, raw, session, signature.region, 'NotImplemented'));
    return unknownCall(`The fake AWS does not implement ${raw.service}:${raw.action}. Add sandbox/aws/${raw.service}/`);
  }
  const delay = machine.faults.take(raw.action, 'delay');
  if (delay !== undefined) {
    await new Promise((resolve) => setTimeout(resolve, delay.ms));
  }
  const seen: SeenCall = {
    service: raw.service,
    action: raw.action,
    account: session.accountId,
    region: signature.region,
    principal: session.arn,
    userAgent: request.headers['user-agent'] ?? '',
    parameters: raw.parameters,
  };
  try {
    const verdict = await machine.interceptor.before(seen);
    if (verdict === 'cut') return 'lost';
    if (verdict !== 'go') throw new AwsError(verdict.code, verdict.message, 403);
    const isGone = () => request.socket.destroyed;
    const call = () => makeCall(machine, session, signature.region, isGone);
    const ruled = machine.faults.ruled(seen);
    const answer = await perform(machine, action, raw, call, signature.service, requestId, ruled);
    machine.record(makeRecord(machine, raw, session, signature.region, 'ok'));
    if ((await machine.interceptor.after(seen)) === 'cut') return 'lost';
    const isLost = ruled?.kind === 'lost-answer' || machine.faults.take(raw.action, 'lost-answer') !== undefined;
    return isLost ? 'lost' : answer;
  } catch (error) {
    const known = error instanceof AwsError ? error : new AwsError('InternalFailure', String(error), 500);
    machine.record(makeRecord(machine, raw, session, signature.region, known.code));
    return encodeError(raw.service, known, requestId);
  }
}

async function perform(
  machine: Machine,
  action: Action,
  raw: RawCall,
  callOf: () => Call,
  signedFor: string,
  requestId: string,
  ruled: Fault | undefined,
): Promise<Answer> {
  if (signedFor !== raw.service) {
    throw new AwsError(
      'SignatureDoesNotMatch',
      `Credential should be scoped to correct service: '${raw.service}'.`,
      403,
    );
  }
  const shapes = operationShapes(CLIENTS[raw.service], action.name);
  if (shapes === undefined) {
    throw new Error(`the SDK knows no operation ${action.name}`);
  }
  failByScript(machine, raw, ruled);
  const call = callOf();
  const { session, region } = call;
  if (raw.service === 'ec2') {
    machine.throttle(`${session.accountId} ${region}`, action.name, action.bucket, raw.form);
  }
  const input = decodeInput(raw, shapes);
  for (const permission of action.permissions(input, call)) {
    const verdict = await machine.authorize(session, region, permission);
    if (!verdict.isAllowed) {
      throw permissionError(raw.service, session, permission, verdict.because);
    }
  }
  if (raw.service === 'ec2' && raw.form.get('DryRun') === 'true') {
    throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
  }
  return encodeResult(raw.service, action.name, await action.handle(input, call), shapes.output, requestId);
}

function decodeInput(raw: RawCall, shapes: OperationShapes): unknown {
  switch (raw.service) {
    case 'config':
    case 'kms':
    case 'sqs':
      return decodeJson(raw.json, shapes.input);
    case 'imagebuilder':
      return decodeRest(raw, shapes);
    default:
      return decodeQuery(raw.form, shapes.input, raw.service === 'ec2' ? 'ec2' : 'query');
  }
}

function failByScript(machine: Machine, raw: RawCall, ruled: Fault | undefined): void {
  const fault = machine.faults.take(raw.action, 'status', 'throttle', 'error') ?? ruled;
  if (fault === undefined) {
    return;
  }
  const isJson = raw.service === 'kms' || raw.service === 'config' || raw.service === 'sqs';
  const isRest = raw.service === 'imagebuilder';
  switch (fault.kind) {
    case 'status':
      throw fault.status === 503 && raw.service === 'ec2'
        ? new AwsError('Unavailable', 'The server is overloaded and cannot handle the request.', 503)
        : new AwsError(FAULTS[raw.service] ?? 'InternalError', 'An internal error has occurred', fault.status);
    case 'throttle':
      if (isRest) throw new AwsError('CallRateLimitExceededException', 'Rate exceeded', 429);
      throw isJson
        ? new AwsError('ThrottlingException', 'Rate exceeded')
        : new AwsError(raw.service === 'ec2' ? 'RequestLimitExceeded' : 'Throttling', 'Request limit exceeded.', 503);
    case 'error':
      throw new AwsError(
        fault.code,
        fault.message ?? `${fault.code} (scripted)`,
        fault.code === 'UnauthorizedOperation' ? 403 : 400,
      );
  }
}

function makeCall(machine: Machine, session: Session, region: string, isGone: () => boolean): Call {
  const account = machine.world.accounts.get(session.accountId);
  if (account === undefined) {
    throw new AwsError('InvalidClientTokenId', `The fake AWS has no account ${session.accountId}`, 403);
  }
  return {
    world: machine.world,
    policies: machine.policies,
    credentials: machine.credentials,
    settings: machine.settings,
    session,
    account,
    place: placeOf(machine.world, account, region),
    region,
    now: machine.now,
    isGone,
    may: (permission) => machine.authorize(session, region, permission),
  };
}

function makeRecord(
  machine: Machine,
  raw: RawCall,
  session: Session | undefined,
  region: string,
  result: string,
): AwsCall {
  return {
    at: new Date(machine.now()).toISOString(),
    service: raw.service,
    action: raw.action,
    account: session?.accountId ?? '',
    region,
    principal: session?.arn ?? '',
    sourceIdentity: session?.sourceIdentity,
    result,
    parameters: raw.parameters,
  };
}

function unknownCall(body: string): Answer {
  return { status: 501, contentType: 'text/plain', headers: {}, body };
}
