import type { IncomingMessage } from 'node:http';
import type { Service } from './action.ts';

/** A request as far as it can be read without believing it. */
export interface RawCall {
  readonly service: Service;
  readonly action: string;
  readonly form: URLSearchParams;
  readonly json: unknown;
  /** `GET` and `PUT` are REST only. */
  readonly method: string;
  /** Parameters for the record of calls. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A REST action is its path: `/GetImage`. */
const REST_PATH = /^\/([A-Z][A-Za-z]+)$/;
/** Services of the JSON protocols are told apart by their own name for themselves. */
const TARGETS: Readonly<Record<string, Service>> = {
  TrentService: 'kms',
  StarlingDoveService: 'config',
  AmazonSQS: 'sqs',
};
/** Services of the query protocol are told apart by their API's version. */
const VERSIONS: Readonly<Record<string, Service>> = {
  '2011-06-15': 'sts',
  '2011-01-01': 'autoscaling',
  '2015-12-01': 'elasticloadbalancing',
};

/** Reads service, action and parameters; undefined when the request speaks none of the protocols. */
export function readCall(request: IncomingMessage, body: Buffer): RawCall | undefined {
  const method = request.method ?? '';
  const url = new URL(request.url ?? '/', 'http://localhost');
  const rest = REST_PATH.exec(url.pathname)?.[1];
  if (rest !== undefined) {
    const json = parseJson(body);
    const parameters = { ...Object.fromEntries(url.searchParams), ...flatten(json) };
    return { service: 'imagebuilder', action: rest, form: url.searchParams, json, method, parameters };
  }
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    const [name = '', action] = target.split('.');
    const service = TARGETS[name];
    if (service === undefined || action === undefined) {
      return undefined;
    }
    const json = parseJson(body);
    return { service, action, form: new URLSearchParams(), json, method, parameters: flatten(json) };
  }
  const form = new URLSearchParams(body.toString('utf8'));
  const action = form.get('Action');
  if (action === null) {
    return undefined;
  }
  const parameters = Object.fromEntries([...form].filter(([name]) => name !== 'Action' && name !== 'Version'));
  const service = VERSIONS[form.get('Version') ?? ''] ?? 'ec2';
  return { service, action, form, json: undefined, method, parameters };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8') || '{}');
  } catch {
    return {};
  }
}

function flatten(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(value ?? {}).map(([name, part]) => [name, typeof part === 'string' ? part : JSON.stringify(part)]),
  );
}
