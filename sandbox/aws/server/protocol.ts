import type { AwsError } from '../aws-error.ts';
import type { SignatureProblem } from '../identity/verify-signature.ts';
import { encodeXml, escapeXml } from '../wire/encode-xml.ts';
import { encodeJson } from '../wire/json.ts';
import type { Shape } from '../wire/schema.ts';
import type { Service } from './action.ts';

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Of the services that speak the query protocol. */
const NAMESPACES = {
  autoscaling: 'http://autoscaling.amazonaws.com/doc/2011-01-01/',
  elasticloadbalancing: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
} as const;

/** A result as this service writes it. */
export function encodeResult(
  service: Service,
  action: string,
  output: unknown,
  shape: Shape,
  requestId: string,
): Answer {
  switch (service) {
    case 'ec2':
      return xml(
        200,
        `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>${requestId}</requestId>${encodeXml(output ?? {}, shape)}</${action}Response>`,
      );
    case 'autoscaling':
    case 'elasticloadbalancing':
    case 'sts':
      return xml(
        200,
        `<${action}Response xmlns="${NAMESPACES[service]}"><${action}Result>${encodeXml(output, shape)}</${action}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`,
      );
    case 'config':
    case 'kms':
    case 'sqs':
      return json(200, encodeJson(output, shape) ?? {}, requestId);
    case 'imagebuilder':
      return restJson(200, { ...(encodeJson(output, shape) ?? {}), requestId }, requestId);
  }
}

/** An error as this service writes it. */
export function encodeError(service: Service, error: AwsError, requestId: string): Answer {
  const code = `<Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>`;
  switch (service) {
    case 'ec2':
      return xml(
        error.status,
        `<Response><Errors><Error>${code}</Error></Errors><RequestID>${requestId}</RequestID></Response>`,
      );
    case 'autoscaling':
    case 'elasticloadbalancing':
    case 'sts':
      return xml(
        error.status,
        `<ErrorResponse xmlns="${NAMESPACES[service]}"><Error><Type>${error.status < 500 ? 'Sender' : 'Receiver'}</Type>${code}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
      );
    case 'config':
    case 'kms':
    case 'sqs':
      return json(error.status, { __type: error.code, message: error.message }, requestId);
    case 'imagebuilder':
      return restJson(error.status, { message: error.message }, requestId, { 'x-amzn-errortype': error.code });
  }
}

/** How each service says that it does not believe a request: code, message, status. */
export function signatureError(service: Service, problem: SignatureProblem): readonly [string, string, number] {
  const invalidToken = 'The security token included in the request is invalid.';
  const mismatch =
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
  const expiredSignature = 'Signature expired: the request is older than five minutes';
  if (service === 'ec2') {
    if (problem === 'expired-token' || problem === 'expired-signature') {
      return ['RequestExpired', 'Request has expired.', 400];
    }
    return problem === 'missing'
      ? ['AuthFailure', 'AWS was not able to authenticate the request: access credentials are missing', 401]
      : ['AuthFailure', 'AWS was not able to validate the provided access credentials', 401];
  }
  const isJson = service === 'kms' || service === 'config' || service === 'sqs' || service === 'imagebuilder';
  const status = isJson && service !== 'imagebuilder' ? 400 : 403;
  switch (problem) {
    case 'missing':
      return [
        isJson ? 'MissingAuthenticationTokenException' : 'MissingAuthenticationToken',
        'Request is missing Authentication Token',
        status,
      ];
    case 'unknown-key':
    case 'wrong-token':
      return [isJson ? 'UnrecognizedClientException' : 'InvalidClientTokenId', invalidToken, status];
    case 'expired-token':
      return [
        isJson ? 'ExpiredTokenException' : 'ExpiredToken',
        'The security token included in the request is expired',
        status,
      ];
    case 'expired-signature':
      return [isJson ? 'InvalidSignatureException' : 'SignatureDoesNotMatch', expiredSignature, status];
    case 'mismatch':
      return [isJson ? 'InvalidSignatureException' : 'SignatureDoesNotMatch', mismatch, status];
  }
}

function xml(status: number, body: string): Answer {
  return {
    status,
    contentType: 'text/xml;charset=UTF-8',
    headers: {},
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
  };
}

function json(status: number, body: unknown, requestId: string): Answer {
  return {
    status,
    contentType: 'application/x-amz-json-1.1',
    headers: { 'x-amzn-requestid': requestId },
    body: JSON.stringify(body),
  };
}

function restJson(
  status: number,
  body: unknown,
  requestId: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return {
    status,
    contentType: 'application/json',
    headers: { 'x-amzn-requestid': requestId, ...headers },
    body: JSON.stringify(body),
  };
}
