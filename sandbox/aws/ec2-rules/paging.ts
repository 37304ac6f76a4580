import { AwsError } from '../aws-error.ts';

export interface PageRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

export interface PageLimits {
  readonly min: number;
  readonly max: number;
}

/**
 * One page of a list sorted by id. The token holds the last id given out, so things that come or go between two pages
 * make nothing else appear twice or be skipped.
 *
 * @throws AwsError `InvalidParameterValue` for a MaxResults out of bounds, `InvalidNextToken`
 */
export function page<T>(
  items: readonly T[],
  idOf: (item: T) => string,
  request: PageRequest,
  limits: PageLimits = { min: 5, max: 1000 },
): { readonly items: readonly T[]; readonly nextToken: string | undefined } {
  const sorted = items.toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
  const after = request.NextToken === undefined ? '' : readToken(request.NextToken);
  const rest = sorted.filter((item) => idOf(item) > after);
  const size = request.MaxResults;
  if (size === undefined) {
    return { items: rest.slice(0, limits.max), nextToken: tokenAfter(rest, limits.max, idOf) };
  }
  if (!Number.isInteger(size) || size < limits.min || size > limits.max) {
    throw new AwsError(
      'InvalidParameterValue',
      `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value between ${limits.min} and ${limits.max}.`,
    );
  }
  return { items: rest.slice(0, size), nextToken: tokenAfter(rest, size, idOf) };
}

function tokenAfter<T>(rest: readonly T[], size: number, idOf: (item: T) => string): string | undefined {
  const last = rest[size - 1];
  return rest.length > size && last !== undefined ? Buffer.from(`after:${idOf(last)}`).toString('base64') : undefined;
}

function readToken(token: string): string {
  const text = Buffer.from(token, 'base64').toString('utf8');
  if (!text.startsWith('after:')) {
    throw new AwsError('InvalidNextToken', `The token '${token}' is invalid`);
  }
  return text.slice('after:'.length);
}
